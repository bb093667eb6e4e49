"""The Round trip tab on Home: emojis, their line drawings, and what comes back from these."""

import torch
from torch import Tensor

from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import infer
from ui.tabs.roundtrip.asks import pictures_of


def there_and_back(names: list[str]) -> Tensor:
    """Pictures, what they are translated into, and what these are translated back into."""
    model = infer.model(names[0])
    begun = pictures_of(model, "a")
    if not len(begun):  # without the painter's weights: grey paper
        begun = torch.full((1, 3, model.config.size, model.config.size), 0.5)
    begun = torch.cat([begun, begun.flip(3)] * (COLUMNS * ROWS))[: COLUMNS * ROWS]
    middle = model.to_b(begun)
    return torch.stack([begun, middle, model.to_a(middle)]).cpu()


CARD = Card("roundtrip", ("cyclegan-lines", "cyclegan-emoji"), there_and_back, given=1, seconds=1.5)
