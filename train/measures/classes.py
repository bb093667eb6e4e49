"""Whether pictures made for a label show it: the judge's accuracy over as many samples of each class, and coverage.

Attributes are asked for as the test pictures have them, and right is what is right in all of them; so the Frechet
distance is measured, too.
"""

import torch
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.condition import pure
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, by_attribute, judge_of


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """As many samples as there are test images, from the model's `generate` or, of an autoencoder, its `decode`."""
    judge, classes, amount, device = judge_of(model), model.config.classes, len(test), test.images.device
    make = getattr(model, "generate", None) or model.decode
    attributes = getattr(model.config, "labels", "classes") == "attributes"
    wanted = judge.truth(test.labels) if attributes else torch.arange(amount, device=device) % classes
    latents = torch.randn(amount, model.config.latents, device=device)
    fake = batched(make, latents, pure(wanted, classes, "attributes" if attributes else "classes"))
    logits = batched(judge, fake)
    real, made = (batched(judge.features, images) for images in (test.images, fake))
    found: Scores = {"accuracy": metrics.class_accuracy(logits, wanted)}
    if attributes:
        found |= by_attribute(judge, logits, wanted) | {"frechet_distance": metrics.frechet_distance(real, made)}
    else:
        each = [wanted == label for label in range(classes)]
        found["accuracy_by_class"] = [metrics.class_accuracy(logits[rows], wanted[rows]) for rows in each]
    return found | {"coverage": metrics.coverage(real, made, k=5), "samples": amount}, {}


MEASURE = Measure(scores)
