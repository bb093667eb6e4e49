"""The Few labels tab on Home: the same hand, writing one digit after another."""

import torch
from torch import Tensor

from ui.parts.cards.card import Card, latents, shared
from ui.serving import infer


def one_hand(names: list[str]) -> Tensor:
    """The same z under one label after another."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        z, classes = latents(model, tiles, seed=5), model.config.classes
        every = torch.eye(classes, device=z.device).repeat_interleave(tiles, 0)
        return model.decode(z.repeat(classes, 1), every).unflatten(0, (classes, tiles))

    return shared(names, paint)


CARD = Card("few_labels", ("m1m2-mnist-100",), one_hand, seconds=1.2)
