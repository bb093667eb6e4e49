"""The Ring tab on Home: a few clothes and, again and again, other views of the same ones."""

import torch
from torch import Tensor

from genmodels.blocks.views import Viewing, view
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.tabs.ring.asks import SETS, on_ring

FRAMES = 8


def views(names: list[str]) -> Tensor:
    """(FRAMES, tiles, 1, 28, 28): the pictures, then views of them; of the first set that is here."""
    images = next(found for found in map(on_ring, SETS) if found is not None)[: COLUMNS * ROWS]
    chance = torch.Generator().manual_seed(0)
    return torch.stack([images, *(view(images, Viewing(), chance) for _ in range(FRAMES - 1))])


CARD = Card("ring", (), views, given=FRAMES, seconds=0.8)
