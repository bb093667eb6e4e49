"""Pictures that people bring: read safely whatever they are, and made to look as the training pictures do."""

import base64
import binascii
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ui.language.words import Complaint
from ui.serving import paper
from ui.serving.opened import Unreadable, open_picture

MEGABYTES = 8
INK = 0.1  # what is brighter than this, on black, is ink; the rest is paper and noise
ENOUGH = 512  # pixels a side in which a digit is looked for
GRAIN = 400  # a page's side is so many times the width of the blur that takes its grain away
NEAR = 0.15  # of the digit's size: how far from its heaviest stroke another may stand
LARGE = 0.08  # of the page's side: a digit is no smaller where there is anything else
SPECK = 0.03  # of the heaviest stroke's pixels: what has less is dirt


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
    (LeCun et al., 1998). A model that has only seen such pictures reads only such pictures well. So whatever else lies
    on the page (shade, grain, specks, ruled lines, the desk beside it) must not move the crop.
    """
    ink, _ = paper.inked(_grey(image))
    digit = _digit(ink)
    if not digit.any():
        raise Complaint("error.empty_picture")
    ink = np.where(digit, ink, 0)
    return _placed((ink / np.median(ink[ink > ink.max() / 2])).clip(0, 1), 20)  # all strokes as black as ink can be


def to_article(image: Image.Image) -> Tensor:
    """A picture of an article of clothing as Fashion-MNIST would hold it: (1, 1, 28, 28) in [0, 1], bright on black.

    There the longer side fills the picture (Xiao et al., 2017), and greys are the cloth's own: it wants plain paper,
    of which the border's grey is the measure.
    """
    grey = _grey(image)
    if np.ptp(grey) < INK:
        raise Complaint("error.empty_picture")
    border = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    ink = (border - grey if border > 0.5 else grey - border).clip(0, None)
    return _placed(ink / max(float(ink.max()), INK), 28)


def _grey(image: Image.Image) -> np.ndarray:
    """(H, W) float32 in [0, 1], at most ENOUGH pixels a side."""
    image = image.convert("L")
    image.thumbnail((ENOUGH, ENOUGH), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.float32) / 255


def _placed(ink: np.ndarray, side: int) -> Tensor:
    """The part of (H, W) that has ink, scaled so that its longer side has `side` pixels, in the middle of 28x28."""
    rows, columns = np.flatnonzero((ink > INK).any(1)), np.flatnonzero((ink > INK).any(0))
    if not len(rows):
        raise Complaint("error.empty_picture")
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = side / max(cropped.shape)
    size = [max(1, round(length * scale)) for length in reversed(cropped.shape)]
    small = np.asarray(Image.fromarray(cropped).resize(size, Image.Resampling.BILINEAR)).clip(0, 1)
    return torch.from_numpy(_centred(small / small.max()))[None, None]


def _digit(ink: np.ndarray) -> np.ndarray:
    """Which pixels of the ink are the digit's, with their soft rim: the heaviest stroke, and what stands close to it.

    Where the darkest is a speck or runs off the page, pencil is looked for among what is paler.
    """
    from scipy import ndimage  # a quarter of a second to import, for those who bring a picture

    blur = max(ink.shape) / GRAIN
    soft = ndimage.gaussian_filter(ink, blur)
    level = paper.threshold(soft)
    found = _heaviest(soft > level)
    if found.side < LARGE * max(ink.shape) or not found.within:
        paler = _heaviest(soft > paper.threshold(soft[soft < level]))
        found = paler if paler.within and paler.pixels.sum() > 2 * found.pixels.sum() else found
    return ndimage.binary_dilation(found.pixels, np.ones((3, 3)), iterations=1 + round(2 * blur))


class _Strokes(NamedTuple):
    """pixels: (H, W) bool.  side: the longer one of the heaviest stroke's box.  within: it ends within the page."""

    pixels: np.ndarray
    side: int
    within: bool


def _heaviest(mask: np.ndarray) -> _Strokes:
    """The connected part of most pixels and all that stands close to it, but for specks.

    What ends within the page comes before what runs off it, as a ruled line does and the desk that the page lies on.
    """
    from scipy import ndimage

    parts, count = ndimage.label(mask, np.ones((3, 3)))
    if not count:
        return _Strokes(mask, 0, False)
    boxes = np.array([[(side.start, side.stop) for side in box] for box in ndimage.find_objects(parts)])  # (N, 2, 2)
    weights = np.bincount(parts.ravel())[1:]
    within = ((boxes[:, :, 0] > 0) & (boxes[:, :, 1] < mask.shape)).all(1)
    main = np.lexsort((weights, within))[-1]
    side = (boxes[main, :, 1] - boxes[main, :, 0]).max()
    gaps = np.maximum(boxes[:, :, 0] - boxes[main, :, 1], boxes[main, :, 0] - boxes[:, :, 1]).max(1)
    near = (gaps < NEAR * side) & (weights > SPECK * weights[main]) & (within >= within[main])
    return _Strokes(np.isin(parts, 1 + np.flatnonzero(near)), int(side), bool(within[main]))


def _centred(ink: np.ndarray) -> np.ndarray:
    """(H, W), at most 28x28 -> (28, 28), its centre of mass as near the middle as whole pixels allow."""
    canvas = np.zeros((28, 28), dtype=np.float32)
    top, left = (
        int(np.clip(round(14 - np.average(np.arange(side) + 0.5, weights=ink.sum(1 - axis))), 0, 28 - side))
        for axis, side in enumerate(ink.shape)
    )
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas
