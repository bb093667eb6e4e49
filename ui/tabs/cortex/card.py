"""The Cortex tab on Home: a piece of the sheet, whose units light up as a grating before them turns."""

import math

import torch
from torch import Tensor

from genmodels.blocks.orientation import tinted
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import infer

FRAMES, DIM = 18, 0.25  # DIM: how bright a unit is that has no part in it
LARGER = 3


def turn(names: list[str]) -> Tensor:
    """Units around the middle of the sheet, bright where the grating's direction is theirs."""
    model = infer.model(names[0])
    found, side = model.map(), model.config.side
    rows, columns = (slice((side - count) // 2, (side + count) // 2) for count in (ROWS, COLUMNS))
    atoms = model.atoms().unflatten(0, (side, side))[rows, columns].flatten(0, 1)
    arrows = found[rows, columns].flatten(0, 1)
    pictures = tinted(atoms, arrows)
    twice = 2 * math.pi / FRAMES * torch.arange(FRAMES, device=pictures.device)
    alike = torch.nn.functional.normalize(arrows, dim=1) @ torch.stack([twice.cos(), twice.sin()])  # (tiles, frames)
    bright = DIM + (1 - DIM) * (alike.T.clamp_min(0) ** 2)[:, :, None, None, None]
    return (bright * pictures).repeat_interleave(LARGER, 3).repeat_interleave(LARGER, 4).cpu()


CARD = Card("cortex", ("pinwheels-patches",), turn, seconds=0.15)
