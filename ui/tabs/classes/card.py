"""The Classes tab on Home: the same handwriting and cut, in one class after another."""

import torch
from torch import Tensor

from ui.parts.cards.card import Card, latents, shared
from ui.serving import infer

SHOWN = (0, 1, 2, 3, 4, 6, 7, 8, 9)  # of class 5, sandals, cgan-fashion draws scraps


def one_after_another(names: list[str]) -> Tensor:
    """The same z in one class after another."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        z = latents(model, tiles, seed=7)
        asked = torch.eye(model.config.classes, device=z.device)[list(SHOWN)].repeat_interleave(tiles, 0)
        return model.generate(z.repeat(len(SHOWN), 1), asked).unflatten(0, (len(SHOWN), tiles))

    return shared(names, paint)


CARD = Card("classes", ("cgan-mnist", "cgan-fashion"), one_after_another, seconds=1.8)
