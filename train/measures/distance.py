"""How far samples are from the test set: the Frechet distance and the classes among them, beside a plain recipe's."""

import torch
from torch import Tensor

from genmodels import checkpoints, metrics
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, judge_of


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    judge, device = judge_of(model), test.images.device
    real = batched(judge.features, test.images)

    def judged(candidate: Model) -> tuple[float, Tensor]:
        fake = batched(candidate.generate, torch.randn(len(test), candidate.config.latents, device=device))
        return metrics.frechet_distance(real, batched(judge.features, fake)), batched(judge, fake)

    distance, logits = judged(model)
    found: Scores = {
        "frechet_distance": distance,
        "confidence": metrics.mean_confidence(logits),
        "class_histogram": metrics.class_histogram(logits),
        "samples": len(test),
    }
    notes = f"dcgan-{model.card.data}-notes"  # the plain recipe that the others are compared with
    if model.card.name != notes and notes in checkpoints.names():
        found["frechet_distance_notes"] = judged(checkpoints.load(notes, device))[0]
        found["ratio_to_notes"] = distance / found["frechet_distance_notes"]
    return found, {}


MEASURE = Measure(scores)
