"""The Parts tab on Home: digits come together over the iterations."""

import torch
from torch import Tensor

from genmodels import checkpoints
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer
from ui.tabs.parts.offer import RECURRENT


def come_together(names: list[str]) -> Tensor:
    """What is rebuilt of test digits after each iteration, out of the codes that were kept of them."""
    model = infer.model(names[0])
    codes = checkpoints.evaluation_of(model)["class_codes"].to(checked.device(model)).float()
    path = model.path(model.rows(model.drawn(codes)))
    films = torch.stack([model.drawn(code) for code in path])
    return films.repeat(1, -(-COLUMNS * ROWS // films.shape[1]), 1, 1, 1)[:, : COLUMNS * ROWS].cpu()


CARD = Card("parts", RECURRENT.names, come_together, seconds=0.4)
