"""How much of the test set samples cover: the share of test pictures that have a sample among their neighbours."""

import torch
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, judge_of


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    judge = judge_of(model)
    fake = batched(model.generate, torch.randn(len(test), model.config.latents, device=test.images.device))
    return {"coverage": metrics.coverage(batched(judge.features, test.images), batched(judge.features, fake), k=5)}, {}


MEASURE = Measure(scores)
