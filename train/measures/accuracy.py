"""How often a classifier is right, and how sure it is."""

from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    logits = batched(model, test.images)
    return {"accuracy": metrics.class_accuracy(logits, test.labels), "confidence": metrics.mean_confidence(logits)}, {}


MEASURE = Measure(scores)
