"""How well a sheet of units is ordered: by how much neighbours' directions differ, and how many pinwheels there are.

Both beside what the same units have once they are shuffled: of pinwheels chance makes most.
"""

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.orientation import CLEAR, neighbour_degrees, pinwheels
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

SHUFFLES = 50


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    found = model.map().cpu()
    chance = torch.Generator().manual_seed(0)
    rows = found.flatten(0, 1)
    orders = [torch.randperm(len(rows), generator=chance) for _ in range(SHUFFLES)]
    shuffled = [rows[order].view_as(found) for order in orders]
    return {
        "neighbour_degrees": neighbour_degrees(found).item(),
        "pinwheels": int(pinwheels(found).abs().sum()),
        "shuffled_degrees": torch.stack([neighbour_degrees(each) for each in shuffled]).mean().item(),
        "shuffled_pinwheels": torch.stack([pinwheels(each).abs().sum() for each in shuffled]).mean().item(),
        "clear_share": (rows.norm(dim=1) >= CLEAR).float().mean().item(),
        "energy": batched(model.energy, test.images).mean().item(),
    }, {}


MEASURE = Measure(scores)
