"""The Plan tab on Home: pendulums that the policy swings up, drawn as rods."""

import torch
from torch import Tensor

from genmodels.data.pendulum import PENDULUM
from genmodels.data.rods import rods
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer

FRAMES, EACH = 24, 4  # steps from one frame to the next
SIDE = 40  # pixels of a tile


def swing(names: list[str]) -> Tensor:
    """(FRAMES, tiles, 1, SIDE, SIDE)."""
    model = infer.model(names[0])
    states = PENDULUM.starts(COLUMNS * ROWS, torch.Generator().manual_seed(1)).to(checked.device(model))
    frames = []
    for _ in range(FRAMES):
        frames.append(rods(states[:, 0], SIDE, light=1.0)[:, None].cpu())
        for _ in range(EACH):
            states = PENDULUM.step(states, model.act(PENDULUM.observe(states)))
    return torch.stack(frames)


CARD = Card("plan", ("world-pendulum",), swing, seconds=0.2)
