"""How well an autoencoder rebuilds the test half: the mean squared error of a pixel, beside PCA's with as many numbers.

The codes of the first test pictures are kept for the tabs.
"""

from functools import cache

import torch
from torch import Tensor

from genmodels import data
from genmodels.batch import Batch
from genmodels.blocks.subspace import moments, principal_axes
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

KEPT = {2: 10_000}  # a map shows every test picture; elsewhere some to start from will do


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    rebuilt, codes = batched(model.reconstruct, test.images), batched(model.encode, test.images)
    mean, axes = pca(model.card.data, model.config.latents)
    found: Scores = {
        "test_mse": (test.images - rebuilt).square().mean().item(),
        "pca_mse": projected_mse(test.images.cpu(), mean, axes),
        "test_images": len(test.images),
    }
    kept = slice(KEPT.get(model.config.latents, 1000))
    labels = {} if test.labels is None else {"test_labels": test.labels[kept].to(torch.uint8)}
    return found, {"test_codes": codes[kept].half()} | labels


@cache
def pca(name: str, components: int) -> tuple[Tensor, Tensor]:
    """Mean (D,) and first principal axes (D, components) of a data set's training pictures.

    A picture has as many components as pixels; from there on nothing is lost.
    """
    parts = data.whole(data.load(name), torch.device("cpu"))
    mean, covariance, _ = moments(batch.images.flatten(1) for batch in parts)
    axes, _ = principal_axes(covariance.double(), min(components, len(mean)))
    return mean, axes.float()


def projected_mse(images: Tensor, mean: Tensor, axes: Tensor) -> float:
    """The error of a pixel after projection on these axes through the mean.  images: (N, C, H, W) in [0, 1]."""
    centred = images.flatten(1) - mean
    return (centred - centred @ axes @ axes.T).square().mean().item()


MEASURE = Measure(scores)
