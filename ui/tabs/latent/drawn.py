"""What the drawing pad asks: where a drawing lies in the latent space, and what it costs there in nats."""

from functools import cache

import torch
from torch import Tensor, nn

from ui.serving import checked
from ui.tabs.latent.asks import pictures
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.space import Space, space

DRAWS = 4


def encode(data: dict) -> dict:
    """{"model", "pixels": 784 bytes as base64, "label" or null} -> the drawing's posterior and the terms of its ELBO.

    A conditional model is given the label, or tries them all and keeps the one with the highest ELBO: a generative
    model used as a classifier.
    {"mean", "sigma", "pictures": at the mean, as `decode` gives them, "reconstruction", "kl": nats, "label": or null};
    for an autoencoder without a prior see `_point`.
    """
    network = checked.network(data.get("model"), SPACES)
    image, shown = checked.pixels(data.get("pixels")).to(checked.device(network)), space(network)
    if shown.plain:
        checked.label(network, data.get("label"))
        return _point(shown, image)
    label, conditions = _candidates(network, data.get("label"))
    images = image.expand(len(conditions[0]) if conditions else 1, -1, -1, -1)
    posterior = network.encode(images, *conditions)
    cost = -_log_likelihood(network, images, posterior, conditions)
    kl = posterior.kl().sum(1)
    best = (cost + kl).argmin()
    if conditions and label is None:
        label = best.item()
    mean = posterior.mean[best]
    return {
        "mean": mean.tolist(),
        "sigma": posterior.log_variance[best].mul(0.5).exp().tolist(),
        "pictures": pictures(shown, mean[None], conditions[0][best].tolist() if conditions else None),
        "reconstruction": cost[best].item(),
        "kl": kl[best].item(),
        "label": label,
    }


def _point(shown: Space, image: Tensor) -> dict:
    """The same where the code is one point: its "mean", no "sigma", and for nats the "squared_error" of a pixel."""
    code = shown.code(image)
    error = (shown.decode(code) - image).square().mean().item()
    told = {"mean": code[0].tolist(), "sigma": [0.0] * code.shape[1], "pictures": pictures(shown, code, None)}
    return told | {"squared_error": error, "label": None}


def _candidates(network: nn.Module, label: object) -> tuple[int | None, tuple[Tensor, ...]]:
    """The label as given, and the conditions to try: one, all, or none where the model knows no classes."""
    count = getattr(network.config, "classes", 0)
    if count and label is None:
        return None, (torch.eye(count, device=checked.device(network)),)
    return label, checked.label(network, label)


def _log_likelihood(network: nn.Module, images: Tensor, posterior, conditions: tuple[Tensor, ...]) -> Tensor:
    """E_q[log p(x | z)] in nats, (N,), from the same draws at every call, so that the number does not flicker."""
    noise = _noise(network.config.latents).to(images.device)
    latents = posterior.mean[:, None] + posterior.log_variance.mul(0.5).exp()[:, None] * noise  # (N, DRAWS, L)
    images, *conditions = (values.repeat_interleave(DRAWS, 0) for values in (images, *conditions))
    return network.log_likelihood(images, latents.flatten(0, 1), *conditions).view(-1, DRAWS).mean(1)


@cache
def _noise(latents: int) -> Tensor:
    half = torch.randn(DRAWS // 2, latents, generator=torch.Generator().manual_seed(0))
    return torch.cat([half, -half])  # in pairs, so that their mean is exactly 0
