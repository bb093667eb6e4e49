"""The Sparse codes tab on Home: patches of a photograph, rebuilt by FISTA step by step."""

import torch
from torch import Tensor

from genmodels.data.patches import to_pictures, to_signals
from ui.parts.cards.card import COLUMNS, ROWS, Card
from ui.serving import checked, infer
from ui.tabs.sparse import photo
from ui.tabs.sparse.offer import CODERS

STEPS, LARGER = (0, 1, 2, 3, 5, 8, 13, 30, 100), 3


def rebuild(names: list[str]) -> Tensor:
    """What the code of that step rebuilds; last the patches themselves."""
    model = infer.model(names[0])
    patches = photo.cut(model.config.size, COLUMNS * ROWS).to(checked.device(model))
    frames = [to_pictures(model.dictionary(model.solve(patches, steps)).unflatten(1, model.picture)) for steps in STEPS]
    films = torch.stack([*frames, to_pictures(to_signals(patches))])
    return films.repeat_interleave(LARGER, 3).repeat_interleave(LARGER, 4)


CARD = Card("sparse", CODERS.names, rebuild, given=1, seconds=0.6)
