"""The direction that a filter prefers, and what a map of such directions is like.

Papers: Ringach, Shapley and Hawken, "Orientation Selectivity in Macaque V1: Diversity and Laminar Dependence",
J. Neuroscience 22 (2002), for direction and clarity; Bonhoeffer and Grinvald, "Iso-Orientation Domains in Cat Visual
Cortex Are Arranged in Pinwheel-Like Patterns", Nature 353 (1991).

Every filter is shown gratings of ANGLES directions and FREQUENCIES, and answers each with the same strength whatever
the grating's phase. The strengths, as arrows of twice the direction's angle, are added up: where the sum points is the
preferred direction, and its length, as a share of all arrows', is how clear it is (0 to 1). Twice the angle, as a
direction of 180 degrees is that of 0.
"""

import math
from functools import cache

import torch
from torch import Tensor, nn

ANGLES, FREQUENCIES, LOW, HIGH = 24, 8, 0.08, 0.46  # LOW and HIGH: cycles for each pixel
CLEAR = 0.2  # a filter of noise is about 0.1, an edge 0.5 to 0.9
VIVID = 0.5  # how clear a direction is whose colour is full


@cache
def gratings(size: int) -> tuple[Tensor, Tensor]:
    """The even and the odd wave of each, (ANGLES * FREQUENCIES, size * size), all frequencies of a direction together.

    A direction is that in which the wave runs, in radians; 0 is to the right, a quarter turn is down.
    """
    line = torch.arange(size) - (size - 1) / 2
    angle = (torch.arange(ANGLES) * (math.pi / ANGLES)).view(-1, 1, 1, 1)
    frequency = torch.linspace(LOW, HIGH, FREQUENCIES).view(-1, 1, 1)
    phase = 2 * math.pi * frequency * (angle.cos() * line + angle.sin() * line[:, None])
    even, odd = phase.cos().flatten(0, 1).flatten(1), phase.sin().flatten(0, 1).flatten(1)
    return even, odd


def arrows(filters: Tensor) -> Tensor:
    """What each filter (N, C, size, size) prefers: (N, 2), at twice the angle, as long as it is clear."""
    even, odd = (wave.to(filters.device) for wave in gratings(filters.shape[-1]))
    rows = filters.flatten(2).flatten(0, 1)  # as one matrix, not one of each filter: seven times as fast
    strengths = (rows @ even.T).square() + (rows @ odd.T).square()
    strengths = strengths.unflatten(0, filters.shape[:2]).sum(1).unflatten(1, (ANGLES, -1)).sum(2)
    twice = 2 * math.pi / ANGLES * torch.arange(ANGLES, device=filters.device)
    total = strengths.sum(1, keepdim=True).clamp_min(1e-12)
    return strengths @ torch.stack([twice.cos(), twice.sin()], 1) / total


def neighbour_degrees(map_: Tensor, clear: float = CLEAR) -> Tensor:
    """How far the directions of neighbours on the torus differ on average, 0-d; 45 is chance.

    map_: arrows (H, W, 2). Only pairs count of which both are clear; without any it is 45.
    """
    angles, sure = torch.atan2(map_[..., 1], map_[..., 0]), map_.norm(dim=2) >= clear
    off = torch.stack([_wrapped(angles.roll(-1, side) - angles).abs() for side in (0, 1)])
    both = torch.stack([sure & sure.roll(-1, side) for side in (0, 1)])
    degrees = 90 / math.pi * (off * both).sum() / both.sum().clamp_min(1)
    return torch.where(both.any(), degrees, torch.full_like(degrees, 45.0))


def pinwheels(map_: Tensor, clear: float = CLEAR) -> Tensor:
    """(H, W) of -1, 0 and 1: between a unit, its right, its lower and its lower right neighbour the direction turns
    once around, by half a turn, with the sense of the clock or against it.

    map_: arrows (H, W, 2) on a torus. Only where all four are clear. Among directions drawn by chance every third such
    square is one: a number of pinwheels says something only beside how little neighbours differ. On a torus whose
    units are all clear there are as many of either sense.
    """
    angles, sure = torch.atan2(map_[..., 1], map_[..., 0]), map_.norm(dim=2) >= clear
    corners = [(0, 0), (0, -1), (-1, -1), (-1, 0)]  # with the sense of the clock, as y grows downwards
    around = [angles.roll(shift, (0, 1)) for shift in corners]
    turn = sum(_wrapped(after - before) for before, after in zip(around, around[1:] + around[:1], strict=True))
    four = torch.stack([sure.roll(shift, (0, 1)) for shift in corners]).all(0)
    return (turn / (2 * math.pi)).round() * four


def tinted(filters: Tensor, found: Tensor) -> Tensor:
    """Filters (N, C, H, W) as pictures (N, 3, H, W) in [0, 1], from black over the colour of their direction to white.

    found: their arrows (N, 2). Directions run once around the circle of colours; what has none is grey.
    """
    grey = filters.mean(1, keepdim=True)
    grey = grey / grey.abs().amax((2, 3), keepdim=True).clamp_min(1e-12)
    third = 2 * math.pi / 3 * torch.arange(3, device=filters.device)
    wheel = torch.stack([third.cos(), third.sin()])  # red points to the right, green and blue a third around
    strong = (found.norm(dim=1, keepdim=True) / VIVID).clamp(max=1)
    colours = 0.5 + 0.4 * strong * (nn.functional.normalize(found, dim=1) @ wheel)
    colours = colours[:, :, None, None]
    return torch.where(grey < 0, colours * (1 + grey), colours + (1 - colours) * grey)


def _wrapped(angles: Tensor) -> Tensor:
    return torch.remainder(angles + math.pi, 2 * math.pi) - math.pi
