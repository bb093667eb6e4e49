"""What the Particles tab asks: a machine whole, for the page sweeps it."""

import torch
from torch import nn

from genmodels import checkpoints
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.tabs.particles.offer import PARTICLES

MOST = 784 * 1024  # weights that are sent to a page, two bytes each


def machine(data: dict) -> dict:
    """{"model": name} -> {"weight", "visible_bias", "hidden_bias": as 16-bit floats, "digits": test pictures in black
    and white, a byte for each pixel}."""
    return _machine(checked.network(data.get("model"), PARTICLES))


@infer.once
def _machine(network: nn.Module) -> dict:
    if network.weight.numel() > MOST:
        raise Complaint("particles.too_large", most=MOST // 784)
    digits = checkpoints.evaluation_of(network).get("digits", torch.zeros(0, 784, dtype=torch.uint8))
    if digits.dtype != torch.uint8 or digits.ndim != 2 or digits.shape[1] != len(network.visible_bias):
        digits = digits.new_zeros(0, 784, dtype=torch.uint8)  # a stranger's evaluation may hold anything
    parts = {"weight": network.weight, "visible_bias": network.visible_bias, "hidden_bias": network.hidden_bias}
    told = {name: to_base64(part.half()) for name, part in parts.items()}
    return told | {"digits": to_base64(digits[:100].clamp(0, 1))}
