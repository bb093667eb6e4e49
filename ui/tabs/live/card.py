"""The Live training tab on Home: what two GANs make of nothing but noise."""

from torch import Tensor

from ui.parts.cards.card import Card, latents, shared
from ui.serving import infer


def samples(names: list[str]) -> Tensor:
    """Plain samples, as a generator of noise makes them."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        return model.generate(latents(model, tiles, seed=11))[None]

    return shared(names, paint)


CARD = Card("live", ("dcgan-mnist", "wgan-gp-mnist"), samples)
