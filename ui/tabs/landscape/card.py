"""The Landscape tab on Home: noise-torn digits roll down the energy and become digits again."""

import torch
from torch import Tensor

from ui.parts.cards.card import COLUMNS, ROWS, Card, latents
from ui.serving import infer

FRAMES, STEPS, RATE = 16, 3, 0.02
NOISE = 0.35  # standard deviation


def roll(names: list[str]) -> Tensor:
    """Samples under noise, and the way down from there."""
    model = infer.model(names[0])
    made = model.generate(latents(model, COLUMNS * ROWS, seed=3))
    generator = torch.Generator().manual_seed(0)
    pictures = (made + NOISE * torch.randn(made.shape, generator=generator).to(made.device)).clamp(0, 1)
    frames = [pictures]
    for _ in range(FRAMES - 1):
        for _ in range(STEPS):
            pictures = model.descend(pictures, RATE)
        frames.append(pictures)
    return torch.stack(frames).cpu()


CARD = Card("landscape", ("ebgan-mnist",), roll, seconds=0.3)
