"""What a learner shows: pictures, points of a plane, a field over one, named bars, small networks.

Plain arrays, numbers and words. Nothing holds a tensor, so that it may cross to another process and be drawn there.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

# Ten colours on black, as far apart in OKLab as simulated annealing got them for normal sight, protanopia, deuteranopia
# and tritanopia alike (after Machado et al., 2009): their smallest distance is twice that of the usual sets of ten.
COLOURS = ("#ffa98e", "#c63a0d", "#a04ea3", "#f4639c", "#f2e74e", "#bbfffa", "#6a94ef", "#2fd4ef", "#a39f07", "#7242fe")


@dataclass(frozen=True, eq=False)
class Pictures:
    """images: (N, H, W, C) uint8, row by row in so many columns.

    values: a number for each picture, or none.  relative: these mean something beside each other only, like the scores
    of a critic; else they lie in [0, 1].  real: whether they are the data's own, and none that a model made.
    """

    images: np.ndarray
    columns: int = 8
    values: tuple[float, ...] = ()
    relative: bool = False
    real: bool = False


@dataclass(frozen=True, eq=False)
class Points:
    """places: (N, 2) float32.  labels: (N,) uint8, or None.

    spreads: (N, 2) float32, one sigma along both axes, or None.
    forces: (N, 2, 2) float32, two arrows that pull at each point, each (x, y) in the plane's units, or None.
    values: (N,) float32, a number of each that is 0 or more, or None.
    """

    places: np.ndarray
    labels: np.ndarray | None = None
    spreads: np.ndarray | None = None
    forces: np.ndarray | None = None
    values: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """values: (H, W) float32, the first row at the top.  extent: (left, right, bottom, top) of the whole."""

    values: np.ndarray
    extent: tuple[float, float, float, float]


@dataclass(frozen=True)
class Bars:
    """A number for each name, both in the same order."""

    names: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """Small networks, for whoever evaluates them elsewhere.

    values: (P,) float32, all tensors one after the other, some perhaps not finite.  names, shapes: of each.
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    values: np.ndarray


Shown = Pictures | Points | Field | Bars | Weights


def to_weights(tensors: dict[str, Tensor]) -> Weights:
    """Tensors by name, as they are sent."""
    shapes = tuple(tuple(tensor.shape) for tensor in tensors.values())
    return Weights((*tensors,), shapes, to_float32(torch.cat([tensor.flatten() for tensor in tensors.values()])))


def signed(rows: Tensor) -> Tensor:
    """Rows of numbers (N, D) as greys in [0, 1]: 0 is the middle, and the largest of each row black or white."""
    return 0.5 + rows / (2 * rows.abs().amax(1, keepdim=True).clamp_min(1e-12))


def to_uint8(images: Tensor) -> np.ndarray:
    """(N, C, H, W) in [0, 1] -> (N, H, W, C) uint8 on the CPU."""
    return _array(images.mul(255).round().clamp(0, 255).byte().permute(0, 2, 3, 1))


def to_float32(values: Tensor) -> np.ndarray:
    """A tensor of any shape as an array on the CPU."""
    return _array(values.float())


def _array(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()
