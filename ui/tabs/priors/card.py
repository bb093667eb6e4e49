"""The Priors tab on Home: a walk along ten petals at once, each of another digit."""

import math

import torch
from torch import Tensor

from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer

FRAMES = 24  # of a round trip along the petals and back
REACH = 1.8  # standard deviations, at the ends


def walk(names: list[str]) -> Tensor:
    """Two digits a row, each in a style of its own that changes as the same place moves along every part."""
    model = infer.model(names[0])
    device = checked.device(model)
    classes = torch.arange(COLUMNS * ROWS, device=device) % model.prior.classes
    turn = torch.arange(FRAMES, device=device)[:, None] * (2 * math.pi / FRAMES)
    along = REACH * torch.cos(turn + classes.div(model.prior.classes, rounding_mode="floor") * math.pi)
    places = model.prior.place(classes.repeat(FRAMES), along.flatten(), torch.zeros_like(along).flatten())
    return model.decode(places).unflatten(0, (FRAMES, -1)).cpu()


CARD = Card("priors", ("aae-mnist-petals", "aae-mnist-roll"), walk, seconds=0.4)
