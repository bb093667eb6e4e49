"""How well an energy tells its own kind of pictures from others that it never saw: digits from clothes.

auroc_fashion (of digits; auroc_mnist of clothes): how often a strange picture has the higher energy of two.
energy_test, energy_samples: the mean over test pictures, and over what the model itself makes.
Kept for the tab: a test picture of each class, and a hundred quantiles of each kind's energies.
"""

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from genmodels import data
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

STRANGE = {"mnist": "fashion", "fashion": "mnist"}  # data -> what is strange to it, of the same shape
QUANTILES = 101


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    device = test.images.device
    made = batched(model.generate, torch.randn(len(test), model.config.latents, device=device))
    energies = {"test": batched(model.energy, test.images), "samples": batched(model.energy, made)}
    found: Scores = {f"energy_{kind}": values.mean().item() for kind, values in energies.items()}
    if strange := STRANGE.get(model.card.data):
        others = data.held_out(data.load(strange, "test"), len(test), device).images
        energies["strange"] = batched(model.energy, others)
        found |= {f"auroc_{strange}": auroc(energies["test"], energies["strange"])}
    kept = {f"energies_{kind}": quantiles(values) for kind, values in energies.items()}
    if test.labels is not None and test.labels.ndim == 1:
        first = [(test.labels == label).nonzero()[0] for label in test.labels.unique()]
        kept["test_pictures"] = test.images[torch.cat(first)].mul(255).round().to(torch.uint8)
    return found, kept


def auroc(low: Tensor, high: Tensor) -> float:
    """How often a value of (M,) is above one of (N,): 0.5 where they do not differ, 1 where each is above them all."""
    kinds = torch.cat([torch.zeros(len(low)), torch.ones(len(high))])
    return float(roc_auc_score(kinds, torch.cat([low, high]).cpu()))


def quantiles(values: Tensor) -> Tensor:
    """(N,) -> (101,) from the least to the largest."""
    return values.float().quantile(torch.linspace(0, 1, QUANTILES, device=values.device))


MEASURE = Measure(scores)
