"""Pictures that people bring: read safely whatever they are, and made to look as the training pictures do."""

import base64
import binascii

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ui.language.words import Complaint
from ui.serving.opened import Unreadable, open_picture

MEGABYTES = 8
INK = 0.1  # what is brighter than this, on black, is ink; the rest is paper and noise


def from_data_url(url: object) -> Image.Image:
    """The picture in a data URL ("data:image/png;base64,..."); raises Complaint for anything else."""
    if not isinstance(url, str) or not url.startswith("data:") or "," not in url:
        raise Complaint("error.picture_url")
    if len(url) > MEGABYTES * 1_400_000:
        raise Complaint("error.picture_bytes", limit=MEGABYTES)
    try:
        return from_bytes(base64.b64decode(url.split(",", 1)[1], validate=True))
    except binascii.Error as error:
        raise Complaint("error.picture_broken") from error


def from_bytes(data: bytes) -> Image.Image:
    """The picture in a file's bytes: RGB, upright, at most 1024 pixels a side; raises Complaint if it is none."""
    try:
        return open_picture(data)
    except Unreadable as error:
        raise Complaint(f"error.picture_{error.why}", **error.fields) from error


def to_digit(image: Image.Image) -> Tensor:
    """A drawing or photograph of a digit as MNIST would hold it: (1, 1, 28, 28) in [0, 1], bright ink on black.

    MNIST's digits were scaled to fit 20x20, anti-aliased, and placed with their centre of mass in the middle of 28x28
    (LeCun et al., 1998). A model that has only seen such pictures reads only such pictures well.
    """
    ink = np.asarray(image.convert("L"), dtype=np.float32) / 255
    if np.ptp(ink) < INK:
        raise Complaint("error.empty_drawing")
    paper = np.median(np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]))
    ink = (paper - ink if paper > 0.5 else ink - paper).clip(0, None)
    ink /= max(float(ink.max()), INK)
    rows, columns = np.flatnonzero((ink > INK).any(1)), np.flatnonzero((ink > INK).any(0))
    if not len(rows):
        raise Complaint("error.empty_drawing")
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = 20 / max(cropped.shape)
    size = [max(1, round(side * scale)) for side in reversed(cropped.shape)]
    small = np.asarray(Image.fromarray(cropped).resize(size, Image.Resampling.BILINEAR)).clip(0, 1)
    return torch.from_numpy(_centred(small / small.max()))[None, None]


def _centred(ink: np.ndarray) -> np.ndarray:
    """(H, W), at most 20x20 -> (28, 28), its centre of mass as near the middle as whole pixels allow."""
    canvas = np.zeros((28, 28), dtype=np.float32)
    top, left = (
        int(np.clip(round(14 - np.average(np.arange(side) + 0.5, weights=ink.sum(1 - axis))), 0, 28 - side))
        for axis, side in enumerate(ink.shape)
    )
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas
