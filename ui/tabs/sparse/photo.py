"""The photograph from which patches are cut: a part of it as one sees it, and whitened as the dictionary knows it."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from genmodels.data.patches import HELD_OUT, photograph, to_pictures, whitened

NAME, ROWS, COLUMNS = "chelsea", slice(40, 265), slice(120, 420)


@cache
def seen() -> Tensor:
    """(1, H, W) in [0, 1], the photograph in grey."""
    return _part(photograph(NAME))


@cache
def white() -> Tensor:
    """(1, H, W) in [0, 1], the same part of the whitened photograph; mid-grey is 0, as in `to_pictures`."""
    return to_pictures(_part(whitened(photograph(NAME))))


def border() -> int:
    """The column of that part at which begins what nothing was trained on."""
    return round(photograph(NAME).shape[1] * (1 - HELD_OUT)) - COLUMNS.start


def cut(size: int, count: int) -> Tensor:
    """(count, 1, size, size) in [0, 1], the whitened patches of the most contrast, none beside another."""
    patches = white().unfold(1, 2 * size, 2 * size).unfold(2, 2 * size, 2 * size)[0, ..., :size, :size].flatten(0, 1)
    return patches[patches.flatten(1).std(1).argsort(descending=True)[:count], None]


def _part(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(pixels[ROWS, COLUMNS].astype(np.float32))[None]
