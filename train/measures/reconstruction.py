"""How well an autoencoder rebuilds the test half: the mean squared error of a pixel, beside PCA's with as many numbers.

The codes of the first test pictures are kept for the tabs.
"""

import torch
from torch import Tensor

from genmodels import data
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

KEPT = {2: 10_000}  # a map shows every test picture; elsewhere some to start from will do


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    rebuilt, codes = batched(model.reconstruct, test.images), batched(model.encode, test.images)
    train = data.load(model.card.data).images.float().div(255)
    found: Scores = {
        "test_mse": (test.images - rebuilt).square().mean().item(),
        "pca_mse": pca_mse(train, test.images.cpu(), model.config.latents),
        "test_images": len(test.images),
    }
    kept = slice(KEPT.get(model.config.latents, 1000))
    labels = {} if test.labels is None else {"test_labels": test.labels[kept].to(torch.uint8)}
    return found, {"test_codes": codes[kept].half()} | labels


def pca_mse(train: Tensor, test: Tensor, components: int) -> float:
    """The test pictures' error after projection on the first principal components of the training pictures.

    train, test: (N, C, H, W) in [0, 1].  A picture has as many components as pixels; from there on nothing is lost.
    """
    train, test = train.flatten(1), test.flatten(1)
    mean = train.mean(0)
    covariance = (train - mean).T @ (train - mean) / len(train)
    axes = torch.linalg.eigh(covariance.double()).eigenvectors[:, -components:].float()
    centred = test - mean
    return (centred - centred @ axes @ axes.T).square().mean().item()


MEASURE = Measure(scores)
