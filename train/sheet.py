"""Sample sheets: many small pictures on one PNG."""

import math
from pathlib import Path

import numpy as np
from PIL import Image

from genmodels.shown import Pictures, Shown


def write_shown(path: Path, shown: dict[str, Shown], *, real: bool = True) -> None:
    """A sheet of the first pictures that a learner shows; no file where it shows none.

    real: whether they may be the data's own.
    """
    for each in shown.values():
        if isinstance(each, Pictures) and (real or not each.real):
            write_sheet(path, each.images, each.columns)
            return


def write_sheet(path: Path, images: np.ndarray, columns: int | None = None, gap: int = 2) -> None:
    """images: (N, H, W, C) uint8, row by row; small ones are enlarged so that a person sees them."""
    count, height, width, channels = images.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    sheet = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, channels), 255, np.uint8)
    for place, image in enumerate(images):
        top, left = (
            gap + size * (step + gap) for size, step in zip(divmod(place, columns), (height, width), strict=True)
        )
        sheet[top : top + height, left : left + width] = image
    picture = Image.fromarray(sheet.squeeze(2) if channels == 1 else sheet)
    scale = max(1, round(64 / height))
    picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST).save(path, optimize=True)
