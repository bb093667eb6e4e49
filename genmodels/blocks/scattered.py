"""A map of pictures as one picture: small ones in the colours of their classes where there is room, dots elsewhere."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from genmodels.shown import COLOURS

SIDE, MARGIN, TITLE = 480, 16, 22  # pixels
PAPER = (15, 23, 42)
DOT, APART = 3, 21  # pixels of a dot's side, and between two pictures that are shown


def scattered(
    title: str, places: np.ndarray, labels: np.ndarray, pictures: np.ndarray, standing: int = 0
) -> np.ndarray:
    """(SIDE, SIDE, 3) uint8.

    places: (N, 2), the second growing upwards.  labels: (N,) classes.
    pictures: (M, H, W, C) uint8, of the first points.
    standing: how many points, the first, stand out from the others; 0 where all are alike.
    """
    squeezed = _within(places)
    pixels = np.full((SIDE, SIDE, 3), PAPER, np.uint8)
    inks = np.array([_rgb(colour) for colour in COLOURS], np.float32)[labels % len(COLOURS)]  # (N, 3)
    strength = np.full((len(places), 1), 0.75, np.float32)
    strength[standing:] = 0.35 if standing else 0.75
    dots = PAPER + strength * (inks - PAPER)
    order = np.random.default_rng(0).permutation(len(places))  # no class lies on top of all others
    for x, y in np.ndindex(DOT, DOT):
        left, top = (squeezed[order] + (x - DOT // 2, y - DOT // 2)).T
        pixels[top, left] = dots[order]
    for row in _apart(squeezed[: standing or len(pictures)]):
        _stamp(pixels, squeezed[row], pictures[row], inks[row])
    canvas = Image.fromarray(pixels)
    ImageDraw.Draw(canvas).text((MARGIN, MARGIN // 2), title, "white", ImageFont.load_default(TITLE))
    return np.asarray(canvas)


def _within(places: np.ndarray) -> np.ndarray:
    """Whole pixels (N, 2), x to the right and y down; the few points that lie far out are on the edge."""
    low, high = np.quantile(places, 0.002, 0), np.quantile(places, 0.998, 0)
    scale = (SIDE - 4 * MARGIN) / max((high - low).max(), 1e-9)
    centred = (places - (low + high) / 2) * scale * (1, -1)
    return (SIDE / 2 + centred).clip(MARGIN, SIDE - MARGIN - 1).round().astype(int)


def _apart(points: np.ndarray) -> list[int]:
    """Those points, the first ones first, that lie so far from each other that their pictures do not touch."""
    chosen: list[int] = []
    for row, point in enumerate(points):
        if not chosen or np.abs(points[chosen] - point).max(1).min() > APART:
            chosen.append(row)
    return chosen


def _stamp(pixels: np.ndarray, place: np.ndarray, picture: np.ndarray, ink: np.ndarray) -> None:
    """Lays a small picture on the canvas: its light in that colour, its black let through."""
    small = Image.fromarray(picture.mean(2).astype(np.uint8)).resize((APART - 1, APART - 1))
    light = np.asarray(small, np.float32)[:, :, None] / 255
    left, top = (place - APART // 2).clip(0, SIDE - APART)
    under = pixels[top : top + len(light), left : left + len(light)]
    under[:] = under * (1 - light) + light * ink


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
