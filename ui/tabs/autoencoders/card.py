"""The Autoencoders tab on Home: digits that were dirtied, and what a denoising autoencoder makes of them."""

import torch
from torch import Tensor

from genmodels import checkpoints
from ui.parts.cards.card import COLUMNS, Card, shared
from ui.serving import checked, infer
from ui.tabs.autoencoders.asks import EXAMPLES

ERASED = 0.4  # share of the pixels


def cleaned(names: list[str]) -> Tensor:
    """Digits with holes, then rebuilt."""

    def paint(name: str, tiles: int) -> Tensor:
        model, source = infer.model(name), infer.model(EXAMPLES)
        codes = checkpoints.evaluation_of(source)["test_codes"][COLUMNS : COLUMNS + tiles].float()
        clean = source.decode(codes.to(checked.device(source))).cpu()
        kept = torch.rand(clean.shape, generator=torch.Generator().manual_seed(5)) >= ERASED
        dirty = (clean * kept).to(checked.device(model))
        return torch.stack([dirty, model.reconstruct(dirty).clamp(0, 1)])

    return shared(names, paint)


CARD = Card("autoencoders", ("dae-mnist",), cleaned, given=1, seconds=1.6)
