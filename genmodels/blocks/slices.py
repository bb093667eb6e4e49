"""A slice of picture space through three pictures: the first at (0, 0), the second at (1, 0), the third at (1/2, 1).

The page mixes the same pictures at the same places (ui/tabs/landscape/relief.js).
"""

import torch
from torch import Tensor

LOW, HIGH = -0.4, 1.4  # of the slice, in both directions


def weights(side: int, device: torch.device | None = None) -> Tensor:
    """(side * side, 3): how much of each picture lies at each point, row by row from the top; each row sums to 1."""
    middles = LOW + (torch.arange(side, device=device) + 0.5) * ((HIGH - LOW) / side)
    up, right = torch.meshgrid(middles.flip(0), middles, indexing="ij")
    second = right - up / 2
    return torch.stack([1 - second - up, second, up], -1).flatten(0, 1)


def through(pictures: Tensor, side: int) -> Tensor:
    """(3, C, H, W) -> (side * side, C, H, W), cut off at black and white where the slice leaves [0, 1]."""
    return (weights(side, pictures.device) @ pictures.flatten(1)).clamp(0, 1).unflatten(1, pictures.shape[1:])
