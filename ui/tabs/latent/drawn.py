"""What the drawing pad asks: where a drawing lies in the latent space, and what it costs there in nats."""

import torch
from torch import Tensor, nn

from ui.serving import checked
from ui.serving.latents import likelihood
from ui.tabs.latent.asks import pictures
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.space import Space, space

DRAWS = 8


def encode(data: dict) -> dict:
    """{"model", "pixels": 784 bytes as base64, "label" or null} -> the drawing's posterior and the terms of its ELBO.

    A conditional model is given the label, or tries them all and keeps the one with the highest ELBO: a generative
    model used as a classifier. It is told by the picture at each label's mean, in fewer passes than draws
    would take, which hardly ever say otherwise.
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
    kl, best = posterior.kl().sum(1), 0
    if conditions and label is None:
        best = label = (network.log_likelihood(images, posterior.mean, *conditions) - kl).argmax().item()
    mean, sigma = posterior.mean[best], posterior.log_variance[best].mul(0.5).exp()
    condition = [values[best : best + 1] for values in conditions]
    return {
        "mean": mean.tolist(),
        "sigma": sigma.tolist(),
        "pictures": pictures(shown, mean[None], condition[0][0].tolist() if condition else None),
        "reconstruction": -likelihood(network, image, mean, sigma, condition, DRAWS).item(),
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
