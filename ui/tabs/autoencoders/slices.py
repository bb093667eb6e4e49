"""A slice of picture space: the plane through three pictures, and where an autoencoder moves what lies on it."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

SIDE = 15  # points along each side of the grid
BEFORE, WHOLE = 0.25, 1.5  # of the slice's unit: how far it reaches beyond the clean picture, and its side
FLAT = 1e-3  # pictures nearer than this are one


@dataclass(frozen=True)
class Slice:
    """Coordinates on the plane: from the clean picture towards another one, and towards the dirty one.

    origin: the clean picture (D,).  axes: (D, 2), orthonormal.  unit: the distance of the two clean pictures, or of the
    dirty one where that is farther; the grid is WHOLE times as wide.
    """

    origin: Tensor
    axes: Tensor
    unit: float

    def place(self, pictures: Tensor) -> Tensor:
        """(N, D) -> coordinates (N, 2) in pixels' units, of their shadows on the plane."""
        return (pictures - self.origin) @ self.axes

    def grid(self) -> Tensor:
        """Coordinates of the grid's points, row by row from the far left: (SIDE * SIDE, 2)."""
        steps = (torch.arange(SIDE, device=self.origin.device) + 0.5) / SIDE * WHOLE - BEFORE
        up, across = torch.meshgrid(steps.flip(0), steps, indexing="ij")
        return torch.stack([across, up], -1).flatten(0, 1) * self.unit

    def pulls(self, rebuild: Callable[[Tensor], Tensor]) -> Tensor:
        """r(x) - x at the grid's points, as its shadow on the plane: (SIDE * SIDE, 2).

        rebuild: (N, D) in [0, 1] -> (N, D).  What leaves [0, 1] is cut off before: no network here knows such pictures.
        """
        pictures = (self.origin + self.grid() @ self.axes.T).clamp(0, 1)
        return (rebuild(pictures) - pictures) @ self.axes


def through(clean: Tensor, dirty: Tensor, other: Tensor) -> Slice:
    """The slice through three pictures, (D,) each; where two are the same, a fixed direction stands for the missing."""
    across = _direction(other - clean, [])
    axes = torch.stack([across, _direction(dirty - clean, [across])], 1)
    height = ((dirty - clean) @ axes[:, 1]).item()
    return Slice(clean, axes, max((other - clean).norm().item(), height, 1.0))


def _direction(way: Tensor, others: list[Tensor]) -> Tensor:
    """The way without what it shares with the others, of length 1; where nothing is left, one of chance."""
    chance = torch.randn(len(way), generator=torch.Generator().manual_seed(len(others)))
    rest = _without(way, others)
    if rest.norm() < FLAT:
        rest = _without(chance.to(way), others)
    return rest / rest.norm()


def _without(way: Tensor, others: list[Tensor]) -> Tensor:
    return way - sum((way @ other) * other for other in others)
