"""Points of the plane: data sets that one can see whole, made here, the same at every call, in [-2, 2]^2.

A family that learns pictures learns points as the smallest there are: two channels of one pixel, in [0, 1].
"""

import math
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from genmodels.data.source import ImageSet
from genmodels.reasons import KnownError

EDGE = 2.0  # of the plane, from the middle
POINT = (2, 1, 1)  # (C, H, W) of a point as a picture
COUNT = 4000  # points of each half
FEWEST, MOST = 10, 2000  # points that somebody may draw
THIN, ROUND = 0.02, 0.06  # standard deviations, across a line and of a Gaussian
GAUSSIANS, NARROW, BROAD = 12, 0.03, 0.6  # how many somebody may lay down, and their standard deviations
LEAST = 0.01  # of all points: as many make a mode count as reached


def reader(shape: str) -> Callable[[Path, str], ImageSet]:
    """What reads this shape as a data set; it needs no folder."""
    return lambda root, split: ImageSet(shape, points=points(shape, COUNT, seed=int(split == "test")))


def to_pictures(points: Tensor) -> Tensor:
    """(N, 2) in the plane -> (N, 2, 1, 1) in [0, 1]."""
    return ((points + EDGE) / (2 * EDGE)).view(-1, *POINT)


def to_points(pictures: Tensor) -> Tensor:
    """The way back, (N, 2, 1, 1) -> (N, 2)."""
    return pictures.flatten(1) * (2 * EDGE) - EDGE


def points(shape: str, count: int, seed: int = 0) -> Tensor:
    """(count, 2) points of one of SHAPES."""
    chance = torch.Generator().manual_seed(seed)
    return SHAPES[shape](count, chance)


def mixture(gaussians: list[list[float]], count: int, seed: int = 0) -> Tensor:
    """(count, 2) points of Gaussians [[x, y, standard deviation], ...], as many of each.

    A point keeps its Gaussian and its place in it: where one is moved or widened, its points go along.
    """
    chance = torch.Generator().manual_seed(seed)
    whose = torch.randint(len(gaussians), (count,), generator=chance)
    rows = torch.tensor(gaussians)[whose]
    return rows[:, :2] + rows[:, 2:] * torch.randn(count, 2, generator=chance)


def _spiral(count: int, chance: torch.Generator) -> Tensor:
    """A turn and a half."""
    share = torch.rand(count, generator=chance).sqrt()  # evenly along the line: it is longer farther out
    angle = 3 * math.pi * share
    return _at(0.15 + 1.35 * share, angle) + THIN * torch.randn(count, 2, generator=chance)


def _moons(count: int, chance: torch.Generator) -> Tensor:
    """Two half circles that reach into each other."""
    angle = math.pi * torch.rand(count, generator=chance)
    lower = torch.arange(count) % 2
    moon = _at(torch.ones(count), angle) * (1 - 2 * lower[:, None]) + lower[:, None] * torch.tensor([1.0, 0.35])
    return moon - torch.tensor([0.5, 0.175]) + 2 * THIN * torch.randn(count, 2, generator=chance)


def _gaussians(count: int, chance: torch.Generator) -> Tensor:
    """Eight on a circle."""
    angle = torch.randint(8, (count,), generator=chance) * (math.pi / 4)
    return _at(torch.full((count,), 1.4), angle) + ROUND * torch.randn(count, 2, generator=chance)


def _ring(count: int, chance: torch.Generator) -> Tensor:
    """One circle."""
    angle = 2 * math.pi * torch.rand(count, generator=chance)
    return _at(torch.full((count,), 1.2), angle) + THIN * torch.randn(count, 2, generator=chance)


def _grid(count: int, chance: torch.Generator) -> Tensor:
    """Twenty-five Gaussians, five by five."""
    corner = torch.randint(5, (count, 2), generator=chance)
    return 0.75 * (corner - 2.0) + ROUND * torch.randn(count, 2, generator=chance)


def _at(radius: Tensor, angle: Tensor) -> Tensor:
    return torch.stack([radius * angle.cos(), radius * angle.sin()], 1)


def modes(shape: str) -> Tensor | None:
    """(M, 2) the middles of the Gaussians that this shape is made of; None of one that is not."""
    if shape == "gaussians":
        return _at(torch.full((8,), 1.4), torch.arange(8) * (math.pi / 4))
    side = 0.75 * (torch.arange(5) - 2.0)
    return torch.cartesian_prod(side, side) if shape == "grid" else None


def reached(found: Tensor, shape: str) -> int:
    """In how many modes of this shape a share of LEAST or more of these points (N, 2) lies within three sigma."""
    distance, mode = torch.cdist(found, modes(shape)).min(1)
    counts = mode[distance < 3 * ROUND].bincount()
    return int((counts >= LEAST * len(found)).sum())


SHAPES = {"spiral": _spiral, "moons": _moons, "gaussians": _gaussians, "ring": _ring, "grid": _grid}


def checked_points(given: object) -> list[list[float]]:
    """Points that somebody drew, [[x, y], ...]; raises UserError, which says what is wrong with them."""
    rows = _checked_rows(given, "points", 2, MOST)
    if len(rows) < FEWEST:
        raise KnownError("points_few", count=len(rows), least=FEWEST)
    return rows


def checked_gaussians(given: object) -> list[list[float]]:
    """Gaussians that somebody laid down, [[x, y, standard deviation], ...]; raises UserError like checked_points."""
    rows = _checked_rows(given, "gaussians", 3, GAUSSIANS)
    if not all(NARROW <= spread <= BROAD for _, _, spread in rows):
        raise KnownError("gaussians_spread", low=NARROW, high=BROAD)
    return rows


def _checked_rows(given: object, what: str, width: int, most: int) -> list[list[float]]:
    """1 to `most` rows of so many numbers, the first two of which lie in the plane."""
    rows = given if isinstance(given, list) else []
    if not rows:
        raise KnownError(f"{what}_none")
    if len(rows) > most:
        raise KnownError(f"{what}_many", count=len(rows), most=most)
    if not all(isinstance(row, list) and len(row) == width and all(map(_is_number, row)) for row in rows):
        raise KnownError(f"{what}_no_numbers")
    if any(abs(value) > EDGE for row in rows for value in row[:2]):
        raise KnownError(f"{what}_outside", edge=EDGE)
    return [[float(value) for value in row] for row in rows]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
