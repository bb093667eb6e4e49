"""How much nearer three dabs of colour bring a translated drawing to its picture.

A person dabs a colour where the painting has a wrong one. So `l1_with_hints` is measured with a dab in each of the
three areas that the painting without hints has most wrong, and `l1_with_hints_at_random` with three in areas chosen at
random, the same ones every time: the former is what a person gets, the latter what a dab is worth wherever it is put.
"""

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor

from genmodels.blocks.dabs import SMALLEST, areas, put_dab, unlined
from genmodels.models.pix2pix import Pix2Pix
from train.measure import Scores

COUNT = 3
RADIUS = 4  # pixels
_ROWS = 8


@torch.no_grad()
def with_hints(model: Pix2Pix, drawn: Tensor, pictures: Tensor) -> Scores:
    """Drawings and the pictures that belong to them, (N, 3, 256, 256) in [0, 1] each; nothing of a model without."""
    if not model.config.hints:
        return {}
    drawings = drawn.split(_ROWS)
    plain = torch.cat([model.translate(rows) for rows in drawings])
    wrong = (plain - pictures).abs().mean(1).cpu().numpy()
    found, random = areas(drawn), np.random.default_rng(0)
    chance = random.random((len(wrong), int(found.max()) + 1))
    scores = {}
    for name in ("l1_with_hints", "l1_with_hints_at_random"):
        dabs = torch.zeros(len(drawn), 4, *drawn.shape[2:])
        for place, free in enumerate(unlined(drawn)):
            names, sizes = np.unique(found[place][free], return_counts=True)
            names = names[(names > 0) & (sizes >= SMALLEST)]
            weights = chance[place][names]
            if name == "l1_with_hints":
                weights = ndimage.sum(wrong[place] * free, found[place], names)
            for area in names[np.argsort(-weights)[:COUNT]]:
                within = (found[place] == area) & free
                put_dab(dabs[place], pictures[place].cpu(), within, _middle(within), RADIUS)
        made = [
            model.translate(rows, hints=given)
            for rows, given in zip(drawings, dabs.to(drawn).split(_ROWS), strict=True)
        ]
        scores[name] = (torch.cat(made) - pictures).abs().mean().item()
    return scores


def _middle(area: np.ndarray) -> tuple[int, int]:
    """(row, column) of what lies deepest in an area (H, W) bool."""
    depth = ndimage.distance_transform_edt(np.pad(area, 1))[1:-1, 1:-1]
    return divmod(int(depth.argmax()), area.shape[1])
