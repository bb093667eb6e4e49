"""The pendulum as a picture: a rod and, at its end, a ball, white on black, by arithmetic alone.

Each pixel is told by how far its middle lies from the rod, with an edge one pixel wide, so that a turn of a tenth of a
degree changes it. Speed leaves no trace in a picture: it takes two, one step apart.
"""

import torch
from torch import Tensor

from genmodels.data.pendulum import SECONDS

SIDE = 24  # pixels across a picture for a network
ROD, THICK, BALL = 0.35, 0.055, 0.1  # in shares of the side: length, half the thickness, radius
FAINT = 0.2  # how light the rod is: what tells most of a picture is the ball


def rods(angles: Tensor, side: int = SIDE, light: float = FAINT) -> Tensor:
    """Angles (...,), 0 upright -> (..., side, side) in [0, 1].  light: of the rod; the ball has all of it."""
    place = torch.arange(side, dtype=angles.dtype, device=angles.device) - (side - 1) / 2
    y, x = torch.meshgrid(-place, place, indexing="ij")
    across, along = angles.sin()[..., None, None], angles.cos()[..., None, None]
    forward, aside = x * across + y * along, x * along - y * across
    beyond = forward - forward.clamp(0, ROD * side)
    rod = THICK * side - torch.hypot(beyond, aside)
    ball = BALL * side - torch.hypot(forward - ROD * side, aside)
    return torch.maximum(light * rod.clamp(0, 1), ball.clamp(0, 1))


def pairs(states: Tensor) -> Tensor:
    """States (N, 2), angle and speed -> (N, 2, SIDE, SIDE): one step before, and now."""
    angles, speeds = states.unbind(-1)
    return rods(torch.stack([angles - SECONDS * speeds, angles], -1))
