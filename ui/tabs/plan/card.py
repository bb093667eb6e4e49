"""The Plan tab on Home: pendulums that the policy swings up, drawn as rods."""

import torch
from torch import Tensor

from genmodels.data.pendulum import PENDULUM
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer

FRAMES, EACH = 24, 4  # steps from one frame to the next
SIDE, ROD = 40, 14.0  # pixels of a tile, and of a rod


def swing(names: list[str]) -> Tensor:
    """(FRAMES, tiles, 1, SIDE, SIDE)."""
    model = infer.model(names[0])
    states = PENDULUM.starts(COLUMNS * ROWS, torch.Generator().manual_seed(1)).to(checked.device(model))
    frames = []
    for _ in range(FRAMES):
        frames.append(rods(states[:, 0]).cpu())
        for _ in range(EACH):
            states = PENDULUM.step(states, model.act(PENDULUM.observe(states)))
    return torch.stack(frames)


def rods(angles: Tensor) -> Tensor:
    """Angles (N,), 0 upright -> (N, 1, SIDE, SIDE), white on black: a rod and, at its end, a ball."""
    place = torch.arange(SIDE, device=angles.device) - (SIDE - 1) / 2
    y, x = torch.meshgrid(-place, place, indexing="ij")
    across, along = angles.sin()[:, None, None], angles.cos()[:, None, None]
    forward, aside = x * across + y * along, x * along - y * across
    beyond = forward - forward.clamp(0, ROD)
    rod = 2.2 - torch.hypot(beyond, aside)
    ball = 4.0 - torch.hypot(forward - ROD, aside)
    return torch.maximum(rod, ball).clamp(0, 1)[:, None]


CARD = Card("plan", ("world-pendulum",), swing, seconds=0.2)
