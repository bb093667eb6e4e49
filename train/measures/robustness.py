"""How an autoencoder with one layer takes noise: errors of a pixel, the slope of its code, how local its filters are.

test_mse: of clean test pictures.  dirty_mse, denoised_mse: of the same made dirty, before and after the model; by the
noise that the model was trained with, or else with 30 % of the pixels black.
contraction: the mean of ||J||^2_F, J the derivatives of the code by the pixels.
filter_pixels: how many pixels share in a filter, the median (metrics.participation).
"""

from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.corruption import corrupted
from genmodels.blocks.tied import TiedAutoencoder, contraction
from train.measure import Measure, Options, Scores, batched

NOISE = ("masking", 0.3)


def scores(model: TiedAutoencoder, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    clean, own = test.images, getattr(model.config, "noise", "none")
    dirty = corrupted(clean, *(NOISE if own == "none" else (own, model.config.strength)))

    def error(pictures: Tensor) -> float:
        return (pictures - clean).square().mean().item()

    return {
        "test_mse": error(batched(model.reconstruct, clean)),
        "dirty_mse": error(dirty),
        "denoised_mse": error(batched(model.reconstruct, dirty)),
        "contraction": contraction(model.layer, batched(model.encode, clean)).mean().item(),
        "filter_pixels": metrics.participation(model.filters()).median().item(),
        "test_images": len(clean),
    }, {}


MEASURE = Measure(scores)
