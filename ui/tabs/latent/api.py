"""The latent space without its page: endpoints for gradio_client and for curl. Pictures are PNG data URLs."""

import torch

from ui.serving import checked
from ui.serving.images import png
from ui.tabs.latent.offer import LATENT

MOST_STEPS = 64


def decode(model: str, latent: list[float], label: int | None = None) -> dict:
    """The picture at a point of the latent space.

    label: the class to draw, for a conditional model (cvae-mnist); the others take none.
    Returns {"picture": data URL}.
    """
    network = checked.network(model, LATENT)
    image = network.decode(checked.latent(network, latent), *checked.label(network, label))
    return {"picture": png(image[0])}


def encode(model: str, picture: str, label: int | None = None) -> dict:
    """Where a drawing, given as the data URL of a picture file, lies in the latent space.

    Returns {"mean": [...], "standard_deviation": [...], "seen": the 28x28 picture that the model was given}.
    """
    network = checked.network(model, LATENT)
    image = checked.drawing(network, picture)
    posterior = network.encode(image, *checked.label(network, label))
    return {
        "mean": posterior.mean[0].tolist(),
        "standard_deviation": posterior.log_variance[0].mul(0.5).exp().tolist(),
        "seen": png(image[0]),
    }


def reconstruct(model: str, picture: str, label: int | None = None) -> dict:
    """A drawing encoded and decoded again, with the two terms of the ELBO in nats.

    Returns {"picture", "seen": data URLs, "reconstruction", "kl", "elbo": nats; elbo = reconstruction - kl}.
    """
    network = checked.network(model, LATENT)
    image, condition = checked.drawing(network, picture), checked.label(network, label)
    bound = network.elbo(image, *condition)
    reconstruction, kl = bound.reconstruction[0].item(), bound.kl[0].sum().item()
    return {
        "picture": png(network.decode(network.encode(image, *condition).mean, *condition)[0]),
        "seen": png(image[0]),
        "reconstruction": reconstruction,
        "kl": kl,
        "elbo": reconstruction - kl,
    }


def interpolate(model: str, start: list[float], end: list[float], steps: int = 8, label: int | None = None) -> dict:
    """The straight way between two points of the latent space, both included.

    Returns {"pictures": [data URL, ...]}.
    """
    network = checked.network(model, LATENT)
    ends = [checked.latent(network, point) for point in (start, end)]
    share = torch.linspace(0, 1, checked.whole("steps", steps, 2, MOST_STEPS), device=ends[0].device)[:, None]
    condition = [row.expand(len(share), -1) for row in checked.label(network, label)]
    return {"pictures": [png(image) for image in network.decode(torch.lerp(*ends, share), *condition)]}
