"""The Particles tab on Home: particles of a Boltzmann machine, wandering from digit to digit."""

import torch
from torch import Tensor

from genmodels import checkpoints
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer

FRAMES, SWEEPS = 24, 3  # frames of the film, and Gibbs sweeps from one to the next


def wander(names: list[str]) -> Tensor:
    """Each begins at a test digit, and goes where the machine takes it."""
    model = infer.model(names[0])
    begun = checkpoints.evaluation_of(model).get("digits", torch.zeros(COLUMNS * ROWS, len(model.visible_bias)))
    visible = begun[: COLUMNS * ROWS].float().to(checked.device(model))
    frames, chance = [], torch.Generator().manual_seed(0)

    def tossed(mean: Tensor) -> Tensor:
        return (torch.rand(mean.shape, generator=chance).to(mean.device) < mean).float()

    for _ in range(FRAMES):
        for _ in range(SWEEPS):
            hidden = tossed(model.hidden_mean(visible))
            mean = model.visible_mean(hidden)
            visible = tossed(mean)
        frames.append(mean.unflatten(1, model.picture))
    return torch.stack(frames).cpu()


CARD = Card("particles", ("rbm-mnist",), wander, seconds=0.25)
