"""The Landscape tab on Home: the generator of an EBGAN walks from valley to valley."""

import math

import torch
from torch import Tensor

from ui.parts.cards.card import COLUMNS, ROWS, Card, latents
from ui.serving import infer

FRAMES = 24  # of a walk round a circle


def walk(names: list[str]) -> Tensor:
    """Each tile on a circle of its own through the latent space."""
    model = infer.model(names[0])
    first, second = latents(model, 2 * COLUMNS * ROWS, seed=3).chunk(2)
    turn = torch.arange(FRAMES, device=first.device)[:, None, None] * (2 * math.pi / FRAMES)
    places = turn.cos() * first + turn.sin() * second
    return model.generate(places.flatten(0, 1)).unflatten(0, (FRAMES, -1)).cpu()


CARD = Card("landscape", ("ebgan-mnist",), walk, seconds=0.4)
