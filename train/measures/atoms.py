"""What a dictionary has become: how many atoms are Gabor functions, and how many a patch needs.

An atom counts where a Gabor function, fitted by least squares, explains at least GOOD of its variance.
"""

from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.gabor import explained
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

GOOD = 0.7  # R^2
STEPS = 150  # of FISTA: as good as the minimum


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    codes = batched(lambda images: model.encode(images, iterations=STEPS), test.images)
    found = explained(model.dictionary.weight.cpu().T.unflatten(1, model.picture)[:, 0])
    return {
        "gabor_share": (found >= GOOD).float().mean().item(),
        "energy": batched(model.energy, test.images, codes).mean().item(),
        "active": (codes != 0).float().sum(1).mean().item(),
    }, {}


MEASURE = Measure(scores)
