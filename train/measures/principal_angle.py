"""How far a linear autoencoder's plane is from PCA's: the largest angle between the two, in degrees."""

from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.subspace import principal_angles
from genmodels.model import Model
from train.measure import Measure, Options, Scores
from train.measures.reconstruction import pca


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    _, axes = pca(model.card.data, model.config.latents)
    return {"angle_degrees": principal_angles(axes, model.decoder.weight.cpu())[-1].item()}, {}


MEASURE = Measure(scores)
