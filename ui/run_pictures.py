"""What a live run shows of its generator: sheets of samples as JPEG bytes."""

import io

import numpy as np
from PIL import Image

from genmodels.learner import Learner


def jpeg(images: np.ndarray, columns: int) -> bytes:
    """(N, H, W, C) uint8 as one sheet of `columns`, the pictures edge to edge; an unfinished last row is left out."""
    count, height, width, channels = images.shape
    rows = count // columns
    sheet = images[: rows * columns].reshape(rows, columns, height, width, channels).transpose(0, 2, 1, 3, 4)
    sheet = sheet.reshape(rows * height, columns * width, channels)
    encoded = io.BytesIO()
    Image.fromarray(sheet[:, :, 0] if channels == 1 else sheet).save(encoded, "JPEG", quality=92)
    return encoded.getvalue()


def samples(learner: Learner) -> tuple[bytes, list[float]]:
    """The sheet of samples from fixed noise, and D(x) of each of them (the critic's score, where there is one)."""
    pictures = next(iter(learner.preview().values()))
    return jpeg(pictures.images, pictures.columns), list(pictures.values)
