"""What the "Watch it think" tab asks: the network whole, what one pixel sees, and how much a drawing surprises.

Pictures travel as raw bytes, 784 for each and base64 around all.
"""

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.models.pixelcnn import DILATIONS
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import packed, to_base64
from ui.serving.latents import likelihood
from ui.tabs.think.offer import BESIDE, THINKERS

MOST = 400_000  # weights that are sent to a page, two bytes each
LEVELS = 4  # shades of grey that its pen knows
DRAWS = 12  # of the posterior, over which the VAE's bound is averaged


def network(data: dict) -> dict:
    """{"model"} -> {"parts": weights as 16-bit floats, "config", "data", "mean": nats of a test picture}."""
    return _network(checked.network(data.get("model"), THINKERS))


def sees(data: dict) -> dict:
    """{"model", "pixels", "place"} -> {"sees": how much each pixel moves the odds of that one, the most being 255}."""
    model, images = _asked(data)
    place = checked.whole("place", data.get("place"), 0, images.numel() - 1)
    sight = model.sight(images, place)
    # the root: what is far away counts for little and is what one wants to see
    return {"sees": packed((sight / sight.amax().clamp_min(1e-12)).sqrt())}


def surprise(data: dict) -> dict:
    """{"model", "pixels"} -> {"nats": float32 of each pixel, "total", "bound": the VAE's of the same drawing, or None}.

    The drawing is taken as black and white, or in as many greys as the network has learned from.
    """
    model, images = _asked(data)
    nats = model.nats(images)
    return {"nats": to_base64(nats), "total": nats.sum().item(), "bound": _bound(model, images)}


def _asked(data: dict) -> tuple[nn.Module, Tensor]:
    model = checked.network(data.get("model"), THINKERS)
    return model, model.nearest(checked.pixels(data.get("pixels"), blank=True).to(checked.device(model)))


def _bound(model: nn.Module, images: Tensor) -> float | None:
    if model.config.levels > 2 or model.card.data != "mnist" or not infer.available(BESIDE):
        return None  # of other pictures, or a likelihood of another kind
    vae = infer.model(BESIDE)
    posterior = vae.encode(images)
    mean, sigma = posterior.mean[0], posterior.log_variance[0].mul(0.5).exp()
    return (posterior.kl().sum() - likelihood(vae, images, mean, sigma, (), DRAWS)).item()


@infer.once
def _network(model: nn.Module) -> dict:
    """What the page is sent of a model, once for all visitors."""
    config = model.config
    weights = sum(value.numel() for value in model.state_dict().values())
    if getattr(config, "stacks", "gated") != "gated" or config.levels > LEVELS or weights > MOST:
        raise Complaint("think.not_this")
    mean = checkpoints.evaluation_of(model).get("mean_nats", torch.zeros(0))
    known = mean.shape == (config.size, config.size) and mean.isfinite().all()
    return {**told(model.card.family, model), "data": model.card.data, "mean": mean.sum().item() if known else None}


def told(family: str, model: nn.Module) -> dict:
    """{"parts", "config"}: all that the page needs to run a network of that family."""
    return {
        "parts": {name: to_base64(value.half()) for name, value in model.state_dict().items()},
        "config": {"family": family, "dilations": DILATIONS, **model.config.to_dict()},
    }
