"""How often a classifier that gives probabilities is wrong, and how sure it is."""

from torch import Tensor

from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    return {
        "test_error": test_error(model, test),
        "confidence": batched(model.predict, test.images).amax(1).mean().item(),
        "test_images": len(test),
    }, {}


def test_error(model: Model, test: Batch) -> float:
    """The share of examples that it takes for others."""
    return (batched(model.predict, test.images).argmax(1) != test.labels).float().mean().item()


MEASURE = Measure(scores)
