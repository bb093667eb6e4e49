"""The exact likelihood of a model that writes pixel by pixel, in nats per test image, and where in it the nats lie."""

import math

import torch
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.autoregressive import Autoregressive
from train.measure import Measure, Options, Scores, batched

DRAWN = 200  # pictures that the model writes, whose ink is told


def scores(model: Autoregressive, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """Of the fixed binarised test half, as the others' likelihoods are; of more levels, of the nearest ones."""
    images = metrics.binarized(test.images) if model.config.levels == 2 else model.nearest(test.images)
    nats = batched(model.nats, images)
    chance = torch.rand(DRAWN, *images.shape[2:], generator=torch.Generator().manual_seed(0)).to(images.device)
    found: Scores = {
        "nll": nats.flatten(1).sum(1).mean().item(),
        "bits_per_pixel": nats.mean().item() / math.log(2),
        "ink": model.sample(chance).mean().item(),
        "ink_of_data": images.mean().item(),
        "test_images": len(images),
    }
    return found, {"mean_nats": nats.mean(0)}


MEASURE = Measure(scores)
