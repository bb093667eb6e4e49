"""The photograph from which patches are cut: a part of it as one sees it, and whitened as the dictionary knows it."""

from functools import cache

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from genmodels.data.patches import HELD_OUT, photograph, to_pictures, whitened
from ui.language.words import Complaint

NAME, ROWS, COLUMNS = "chelsea", slice(40, 265), slice(120, 420)
LONGEST, NARROWEST = 320, 54  # pixels of the sides of somebody's own photograph
GREY = 3 / 255  # standard deviation of its greys, below which it is no photograph


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


def own(image: Image.Image) -> tuple[Tensor, Tensor]:
    """Somebody's photograph in grey, and whitened, (1, H, W) each; raises Complaint for one that shows nothing."""
    if min(image.size) * LONGEST < NARROWEST * max(image.size):
        raise Complaint("sparse.narrow")
    scale = LONGEST / max(image.size)
    small = image.convert("L").resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
    pixels = np.asarray(small) / 255.0
    if pixels.std() < GREY:
        raise Complaint("sparse.no_texture")
    grey, white = (torch.from_numpy(each.astype(np.float32))[None] for each in (pixels, whitened(pixels)))
    return grey, to_pictures(white)


def _part(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(pixels[ROWS, COLUMNS].astype(np.float32))[None]
