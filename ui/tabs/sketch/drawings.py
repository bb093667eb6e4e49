"""What pix2pix is shown: the pad's own raster, a drawing from a file, or the sketch that a photograph is turned into.

Two kinds of drawing, by the data a model was trained on: "lines", black on white, and "labels", the map of a facade.
"""

import base64
import binascii

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from genmodels.cards import Card
from genmodels.data import facade_labels
from ui.language.words import Complaint

SIDE = 256
AREA = SIDE * SIDE
CONTRAST = 0.1  # a drawing whose darkest and lightest pixel differ by less is empty
WALL = list(facade_labels.LABELS).index("facade")  # what an untouched map is full of
MARGIN = 8  # pixels left free around a picture that is brought along


def kind(card: Card) -> str:
    """Which of the two the checkpoint of this card was trained on."""
    return "labels" if card.data == "facades" else "lines"


def from_pad(pixels: object, kind: str) -> Tensor:
    """What the pad sends -> (1, 3, 256, 256) in [0, 1].

    pixels: base64 of two bytes, length and value, for each run of equal bytes of the 256 x 256. A value is a grey (255
    is paper) or the number of a label.
    """
    try:
        runs = np.frombuffer(base64.b64decode(pixels, validate=True), np.uint8)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Complaint("sketch.bad_pixels") from error
    lengths, values = runs[::2], runs[1::2]
    if len(runs) % 2 or lengths.sum(dtype=np.int64) != AREA:
        raise Complaint("sketch.bad_pixels")
    raster = torch.from_numpy(np.repeat(values, lengths)).view(SIDE, SIDE)
    if kind == "labels" and raster.max() >= len(facade_labels.LABELS):
        raise Complaint("sketch.bad_pixels")
    return _checked(raster, kind)


def from_picture(image: Image.Image, kind: str) -> Tensor:
    """A drawing from a file -> (1, 3, 256, 256) in [0, 1], made square; light ink on dark is inverted."""
    if kind == "labels":
        return _checked(labels(image), kind)
    grey = np.asarray(_squared(image, margin=0).convert("L"))
    return _checked(torch.from_numpy(255 - grey if _paper(grey) < 128 else grey.copy()), kind)


def labels(image: Image.Image) -> Tensor:
    """The label whose colour is nearest, for each pixel: (256, 256) uint8."""
    pixels = np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.NEAREST))
    return facade_labels.nearest(torch.from_numpy(pixels.copy()).permute(2, 0, 1)).to(torch.uint8)


def lines(image: Image.Image, threshold: float) -> tuple[np.ndarray, bool]:
    """The lines of any picture, (256, 256) of 0 and 1, and whether it was a line drawing already.

    A photograph's lines are its edges (Canny), three pixels wide; threshold in [0, 1]: how strong an edge must be. The
    lines of a line drawing are its ink, because its edges would be two lines for each; threshold: how dark ink must be.
    """
    grey = np.asarray(_squared(image, MARGIN).convert("L"), dtype=np.float32) / 255
    if _paper(grey) < 0.5 and _is_drawing(1 - grey):
        grey = 1 - grey
    if _is_drawing(grey):
        return (grey < 1 - threshold).astype(np.uint8), True
    from skimage import feature, morphology  # half a second to import, for those who bring a photograph

    edges = feature.canny(grey, sigma=2, low_threshold=0.1 * threshold, high_threshold=0.25 * threshold)
    edges[:2] = edges[-2:] = edges[:, :2] = edges[:, -2:] = False
    return morphology.dilation(edges, morphology.disk(1)).astype(np.uint8), False


def packed(raster: np.ndarray, bits: int) -> str:
    """Base64 of 256 x 256 values of 1 or 4 bits each, the first in the highest bits."""
    flat = raster.reshape(-1).astype(np.uint8)
    data = np.packbits(flat) if bits == 1 else flat[::2] << 4 | flat[1::2]
    return base64.b64encode(data.tobytes()).decode()


def _checked(raster: Tensor, kind: str) -> Tensor:
    """The raster (256, 256) as the model reads it; raises Complaint where nothing, or everything, is drawn."""
    if kind == "labels":
        if (raster == WALL).all():
            raise Complaint("error.empty_drawing")
        return facade_labels.colours()[raster.long()].permute(2, 0, 1)[None] / 255
    if raster.max() < 255 * CONTRAST:
        raise Complaint("sketch.all_ink")
    if int(raster.max()) - int(raster.min()) < 255 * CONTRAST:
        raise Complaint("error.empty_drawing")
    return (raster / 255).expand(1, 3, SIDE, SIDE)


def _squared(image: Image.Image, margin: int) -> Image.Image:
    """The whole picture in the middle of a square of SIDE, on paper of the colour that its border has."""
    border = np.concatenate(
        [np.asarray(image)[0], np.asarray(image)[-1], *np.asarray(image)[:, [0, -1]].swapaxes(0, 1)]
    )
    paper = tuple(int(value) for value in np.median(border, 0))
    inner = SIDE - 2 * margin
    return ImageOps.expand(ImageOps.pad(image, (inner, inner), color=paper), margin, fill=paper)


def _paper(grey: np.ndarray) -> float:
    return float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


def _is_drawing(grey: np.ndarray) -> bool:
    """Mostly paper, a little ink, hardly anything between: (H, W) in [0, 1]."""
    ink, paper = (grey < 0.35).mean(), (grey > 0.8).mean()
    return bool(0 < ink < 0.3 and ink + paper > 0.93)
