"""How well each energy of the plane tells data from places that are farther than 0.15 from all of them.

auroc_NAME: how often such a place of a grid over the plane has more energy than a test point.
leak_NAME: the share of such places whose energy is below that of 95 % of the test points.
auroc, leak: of the worst of those that have no opponent and a code with no room to spare.
rest: the share of 400 balls, dropped evenly over the plane, that come to rest within 0.15 of the data, by name.
"""

import copy

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.energies import TILES, Adversarial, Overcomplete
from genmodels.data.plane import EDGE
from genmodels.model import Model
from train.measure import Measure, Options, Scores
from train.measures.energy import auroc

FAR, GRID, BALLS = 0.15, 80, 20


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    places, balls = (_grid(side).to(test.points) for side in (GRID, BALLS))
    far = _away(places, test.points) > FAR
    data, plane = model.energies(test.points), model.energies(places[far])
    height = (plane.median(1).values - data.median(1).values).clamp_min(1e-9)
    aurocs = {name: auroc(data[tile], plane[tile]) for tile, name in enumerate(TILES)}
    bars = data.quantile(0.95, dim=1)
    leaks = {name: (plane[tile] < bars[tile]).float().mean().item() for tile, name in enumerate(TILES)}
    rests = {}
    with torch.inference_mode(False):  # a ball needs gradients, and these need tensors made outside of it
        tiles = copy.deepcopy(model.tiles)
    for tile, (name, energy) in enumerate(tiles.items()):
        rested = energy.descend(balls, height[tile].item())
        rests[name] = (_away(rested, test.points) < FAR).float().mean().item()
    sound = [name for name, kind in TILES.items() if not issubclass(kind, Adversarial) and kind is not Overcomplete]
    found: Scores = {"auroc": min(aurocs[name] for name in sound), "leak": max(leaks[name] for name in sound)}
    for score, values in (("auroc", aurocs), ("leak", leaks), ("rest", rests)):
        found |= {f"{score}_{name}": value for name, value in values.items()}
    return found, {}


def _grid(side: int) -> Tensor:
    line = (torch.arange(side) + 0.5) * (2 * EDGE / side) - EDGE
    return torch.cartesian_prod(line, line)


def _away(places: Tensor, data: Tensor) -> Tensor:
    """How far each place is from the nearest point."""
    return torch.cdist(places, data).amin(1)


MEASURE = Measure(scores)
