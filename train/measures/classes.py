"""Whether pictures made for a label show it: the judge's accuracy over as many samples of each class, and coverage."""

import torch
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.condition import condition_vector
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, judge_of


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """As many samples as there are test images, from the model's `generate` or, of an autoencoder, its `decode`."""
    judge, classes, amount, device = judge_of(model), model.config.classes, len(test), test.images.device
    make = getattr(model, "generate", None) or model.decode
    wanted = torch.arange(amount, device=device) % classes
    latents = torch.randn(amount, model.config.latents, device=device)
    fake = batched(make, latents, condition_vector(wanted, classes))
    logits = batched(judge, fake)
    by_class = [metrics.class_accuracy(logits[wanted == label], wanted[wanted == label]) for label in range(classes)]
    return {
        "accuracy": metrics.class_accuracy(logits, wanted),
        "accuracy_by_class": by_class,
        "coverage": metrics.coverage(batched(judge.features, test.images), batched(judge.features, fake), k=5),
        "samples": amount,
    }, {}


MEASURE = Measure(scores)
