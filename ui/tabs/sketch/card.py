"""The Sketch tab on Home: drawings, and the pictures that a network makes of them."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ui.parts.cards.card import Card, shared
from ui.serving.examples import painted

SIDE = 3  # columns and rows of the mosaic
FIRST = 3  # of the drawings in a checkpoint's folder: those from there on show its colours best


def drawings(names: list[str]) -> Tensor:
    """Drawings, then what they are translated into."""

    def paint(name: str, tiles: int) -> Tensor:
        drawn, made = painted(name, slice(FIRST, FIRST + tiles))
        both = torch.stack([drawn, made]).flatten(0, 1)
        wide = F.pad(F.avg_pool2d(both, 2), (16, 16, 0, 0), mode="replicate")  # 160 x 128
        return wide.unflatten(0, (2, len(drawn)))

    return shared(names, paint, SIDE, SIDE)


CARD = Card("sketch", ("pix2pix-emoji", "pix2pix-shoes", "pix2pix-facades"), drawings, SIDE, given=1, seconds=2.0)
