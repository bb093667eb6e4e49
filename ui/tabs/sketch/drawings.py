"""What pix2pix is shown: the pad's own raster, a drawing from a file, or the sketch that a photograph is turned into.

Two kinds of drawing, by the data a model was trained on: "lines", black on white, and "labels", the map of a facade.
"""

import base64
import binascii
import re

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor, nn

from genmodels.blocks.dabs import layer
from genmodels.cards import Card
from genmodels.data import facade_labels
from ui.language.words import Complaint
from ui.serving import checked, paper

SIDE = 256
AREA = SIDE * SIDE
CONTRAST = 0.1  # a drawing whose darkest and lightest pixel differ by less is empty
WALL = list(facade_labels.LABELS).index("facade")  # what an untouched map is full of
DEFAULT = 0.4  # where the page's slider stands at first
COLOUR = re.compile("#[0-9a-f]{6}")
MOST_DABS = 1000  # of a program's question
MARGIN = 8  # pixels left free around a picture that is brought along


def kind(card: Card) -> str:
    """Which of the two the checkpoint of this card was trained on."""
    return "labels" if card.data == "facades" else "lines"


def from_pad(pixels: object, kind: str) -> Tensor:
    """What the pad sends -> (1, 3, 256, 256) in [0, 1].

    pixels: base64 of two bytes, length and value, for each run of equal bytes of the 256 x 256. A value is a grey (255
    is paper) or the number of a label.
    """
    raster = _raster(pixels)
    if kind == "labels" and raster.max() >= len(facade_labels.LABELS):
        raise Complaint("sketch.bad_pixels")
    return _checked(raster, kind)


def dabs(said: object) -> Tensor:
    """What the pad, or a program, sends of dabs of colour -> (1, 4, 256, 256) in [0, 1]: colours, and where they are.

    said: {"colours": ["#rrggbb", ...], "pixels": runs as in `from_pad`, whose values name a colour from 1 on, and 0
    where there is none}, or a list of [x, y, radius, red, green, blue]: pixels of the 256 x 256, and colours to 255.
    """
    if isinstance(said, list | tuple):
        return _layer(said)
    colours = said.get("colours") if isinstance(said, dict) else None
    if not isinstance(colours, list) or not all(isinstance(each, str) and COLOUR.fullmatch(each) for each in colours):
        raise Complaint("sketch.bad_hints")
    raster = _raster(said.get("pixels"))
    if raster.max() > len(colours):
        raise Complaint("sketch.bad_hints")
    table = [[0, 0, 0, 0], *([*bytes.fromhex(each[1:]), 255] for each in colours)]
    return torch.tensor(table)[raster.long()].permute(2, 0, 1)[None] / 255


def want_hints(network: nn.Module) -> None:
    """Raises Complaint where the model takes no dabs of colour."""
    if not getattr(network.config, "hints", False):
        raise Complaint("sketch.no_hints")


def _layer(dabs: list | tuple) -> Tensor:
    """(1, 4, 256, 256) with these dabs; raises Complaint for what are none."""
    if len(dabs) > MOST_DABS:
        raise Complaint("sketch.many_hints", most=MOST_DABS)
    if not all(isinstance(dab, list | tuple) and len(dab) == 6 for dab in dabs):
        raise Complaint("sketch.bad_hints")
    # one that lies beside the sheet does no harm, as a stroke of the pad may
    ranges = [(-SIDE, 2 * SIDE)] * 2 + [(0, 2 * SIDE)] + [(0, 255)] * 3
    rows = [[checked.number("hints", value, *ends) for value, ends in zip(dab, ranges, strict=True)] for dab in dabs]
    return layer(rows, SIDE)


def _raster(runs: object) -> Tensor:
    """Runs of equal bytes, see `from_pad` -> (256, 256) uint8."""
    try:
        found = np.frombuffer(base64.b64decode(runs, validate=True), np.uint8)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Complaint("sketch.bad_pixels") from error
    lengths, values = found[::2], found[1::2]
    if len(found) % 2 or lengths.sum(dtype=np.int64) != AREA:
        raise Complaint("sketch.bad_pixels")
    return torch.from_numpy(np.repeat(values, lengths)).view(SIDE, SIDE)


def from_picture(image: Image.Image, kind: str) -> Tensor:
    """A drawing from a file -> (1, 3, 256, 256) in [0, 1], made square; light ink on dark is inverted.

    Of a drawing that was photographed the paper is made white.
    """
    if kind == "labels":
        return _checked(labels(image), kind)
    grey = _contained(image, SIDE)
    ink, light = paper.inked(grey)
    if _is_drawing(ink, light):
        ink = (ink / np.median(ink[ink > ink.max() / 2])).clip(0, 1)  # whatever the pen: as black as the pad's
        grey = _on_square(1 - ink, 1)
    else:
        border = _border(grey)
        grey = _on_square(grey, border)
        grey = 1 - grey if border < 0.5 else grey
    return _checked(torch.from_numpy((grey * 255).round().astype(np.uint8)), kind)


def labels(image: Image.Image) -> Tensor:
    """The label whose colour is nearest, for each pixel: (256, 256) uint8."""
    pixels = np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.NEAREST))
    return facade_labels.nearest(torch.from_numpy(pixels.copy()).permute(2, 0, 1)).to(torch.uint8)


def lines(image: Image.Image, threshold: float) -> tuple[np.ndarray, bool]:
    """The lines of any picture, (256, 256) of 0 and 1, and whether it was a line drawing already.

    A photograph's lines are its edges (Canny), three pixels wide; threshold in [0, 1]: how strong an edge must be. The
    lines of a drawing are its ink, because its edges would be two lines for each; threshold: how dark ink must be,
    DEFAULT as dark as Otsu says. Both are found before the picture is put on a square, whose seam is no line.
    """
    grey = _contained(image, SIDE - 2 * MARGIN)
    ink, light = paper.inked(grey)
    drawing = _is_drawing(ink, light)
    found = _ink(ink, threshold) if drawing else _edges(grey, threshold)
    return _on_square(found.astype(np.uint8), 0), drawing


def _ink(ink: np.ndarray, threshold: float) -> np.ndarray:
    """(H, W), the share of the paper's light that is lacking -> bool.

    threshold: DEFAULT is Otsu's, 0 is the least that is ink, 1 is the darkest.
    """
    return ink > np.interp(threshold, (0, DEFAULT, 1), (paper.LEAST, paper.threshold(ink), ink.max()))


def _edges(grey: np.ndarray, threshold: float) -> np.ndarray:
    """(H, W) brightness in [0, 1] -> bool: Canny's edges, three pixels wide."""
    from skimage import feature, morphology  # half a second to import, for those who bring a photograph

    edges = feature.canny(grey, sigma=2, low_threshold=0.1 * threshold, high_threshold=0.25 * threshold)
    return morphology.dilation(edges, morphology.disk(1))


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
    darkest, lightest = (int(bound) for bound in raster.aminmax())
    if lightest < 255 * CONTRAST:
        raise Complaint("sketch.all_ink")
    if lightest - darkest < 255 * CONTRAST:
        raise Complaint("error.empty_drawing")
    return (raster / 255).repeat(1, 3, 1, 1)


def _contained(image: Image.Image, side: int) -> np.ndarray:
    """(H, W) float32 in [0, 1], scaled so that its longer side has `side` pixels."""
    return np.asarray(ImageOps.contain(image.convert("L"), (side, side)), dtype=np.float32) / 255


def _on_square(values: np.ndarray, around: float) -> np.ndarray:
    """(H, W) -> (256, 256), in the middle of a square that is filled up with `around`."""
    square = np.full((SIDE, SIDE), around, dtype=values.dtype)
    top, left = ((SIDE - length) // 2 for length in values.shape)
    square[top : top + values.shape[0], left : left + values.shape[1]] = values
    return square


def _border(grey: np.ndarray) -> float:
    return float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))


def _is_drawing(ink: np.ndarray, light: np.ndarray) -> bool:
    """Mostly paper under one light, a little ink, hardly anything between; (H, W) both: see `paper.inked`.

    So it is for 320 of 320 drawings of OpenMoji and of shoes under four lights, for none of 80 facades and faces, and
    for 6 of 40 photographs of shoes, pale ones whose edges are all there is.
    """
    darkest, brightest = np.percentile(light, (2, 98))
    dark = ink > paper.threshold(ink)
    between = (ink > paper.LEAST) & ~dark
    return bool(darkest > 0.5 * brightest and 0 < dark.mean() < 0.3 and between.mean() < 0.08)
