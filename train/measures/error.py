"""How often a classifier that gives probabilities is wrong, and how sure it is."""

from torch import Tensor

from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    probabilities = batched(model.predict, test.images)
    return {
        "test_error": (probabilities.argmax(1) != test.labels).float().mean().item(),
        "confidence": probabilities.amax(1).mean().item(),
        "test_images": len(test),
    }, {}


MEASURE = Measure(scores)
