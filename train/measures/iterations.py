"""How often a recurrent classifier is wrong, after its last iteration and, for the tabs, after each of them."""

from torch import Tensor, stack

from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    def wrong(images: Tensor, labels: Tensor) -> Tensor:
        path = model.path(model.rows(images))
        missed = [model.classify(code).argmax(1) != labels for code in path]
        return stack([*missed, *((code > 0).sum(1) for code in path)], 1).float()

    # the first picture of each class that is read rightly even as its code draws it
    redrawn = batched(lambda images: model.predict(model.drawn(model.encode(images))).argmax(1), test.images)
    first = [int((test.labels.eq(label) & redrawn.eq(label)).float().argmax()) for label in range(model.config.classes)]
    found = batched(wrong, test.images, test.labels).mean(0)
    errors, active = found.chunk(2)
    return {
        "test_error": errors[-1].item(),
        "test_error_first": errors[0].item(),
        "active": active[-1].item(),
        "test_images": len(test),
    }, {
        "error_by_iteration": errors.cpu(),
        "active_by_iteration": active.cpu(),
        "class_codes": model.encode(test.images[first]).cpu(),
    }


MEASURE = Measure(scores)
