"""How often a classifier is right, and how sure it is; of attributes both in all of them and in each."""

from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, by_attribute


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    logits, truth = batched(model, test.images), model.truth(test.labels)
    found: Scores = {"accuracy": metrics.class_accuracy(logits, truth), "confidence": metrics.mean_confidence(logits)}
    return found | by_attribute(model, logits, truth), {}


MEASURE = Measure(scores)
