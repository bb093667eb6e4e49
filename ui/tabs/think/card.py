"""The "Watch it think" tab on Home: pictures that are written from the top left corner."""

import torch
from torch import Tensor

from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer

FRAMES, EMPTY = 14, 0.12  # frames of the film, and the grey of what is still to come


def write(names: list[str]) -> Tensor:
    """Two rows more in every frame."""
    model = infer.model(names[0])
    size = model.config.size
    chance = torch.rand(COLUMNS * ROWS, size, size, generator=torch.Generator().manual_seed(0))
    written = model.sample(chance.to(checked.device(model))).cpu()
    frames = []
    for frame in range(1, FRAMES + 1):
        still = written.clone()
        still[:, :, frame * size // FRAMES :] = EMPTY
        frames.append(still)
    return torch.stack(frames)


CARD = Card("think", ("pixelcnn-mnist",), write, seconds=0.25)
