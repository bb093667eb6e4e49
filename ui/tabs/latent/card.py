"""The Latent space tab on Home: digits and clothes that change smoothly into one another."""

import math

import torch
from torch import Tensor

from ui.parts.cards.card import Card, latents, shared
from ui.serving import checked, infer

WALK = 24  # frames of a round trip through the latent space


def walk(names: list[str]) -> Tensor:
    """Round trips z = cos(t) a + sin(t) b: every z on the way is as likely under the prior as a and b are."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        angles = torch.linspace(0, 2 * math.pi, WALK + 1, device=checked.device(model))[:-1, None, None]
        a, b = latents(model, 2 * tiles, seed=3).chunk(2)
        path = torch.cos(angles) * a + torch.sin(angles) * b  # (WALK, tiles, L)
        return model.decode(path.flatten(0, 1)).unflatten(0, (WALK, tiles))

    return shared(names, paint)


CARD = Card("latent", ("vae-mnist", "vae-fashion"), walk, seconds=0.5)
