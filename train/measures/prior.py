"""Whether codes follow the prior that they shall follow, class by class, and whether its draws decode to digits.

own_component: the share of test codes in the part of the prior that belongs to their label.
own_component_draws: the same of draws of the prior itself. Petals overlap, so no codes that follow them have more, and
no judge can agree more often with what is decoded from them.
judge_accuracy: how often the judge sees, in what is decoded from draws of a class's part, that class.
two_sample_accuracy: how often a perceptron, trained on one half of both, tells (code, label) from (draw, label) in the
other half; 0.5 is the best that codes can do.
"""

import torch
from sklearn.neural_network import MLPClassifier
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.condition import condition_vector
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched, judge_of


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    prior, labels = model.prior, test.labels
    codes = batched(model.encode, test.images)
    found: Scores = {"two_sample_accuracy": two_sample_accuracy(codes, prior.sample(labels), labels, prior.classes)}
    if prior.labelled:
        wanted = torch.arange(len(test), device=labels.device) % prior.classes
        draws = prior.sample(wanted)
        made = batched(model.decode, draws)
        found = {
            "own_component": (prior.part_of(codes) == labels).float().mean().item(),
            "own_component_draws": (prior.part_of(draws) == wanted).float().mean().item(),
            "judge_accuracy": metrics.class_accuracy(batched(judge_of(model), made), wanted),
        } | found
    return found, {}


def two_sample_accuracy(codes: Tensor, draws: Tensor, labels: Tensor, classes: int) -> float:
    """codes, draws: (N, L), row by row of the same labels (N,)."""
    told = condition_vector(labels, classes)
    rows = torch.stack([torch.cat([each, told], 1) for each in (codes, draws)], 1)  # pairs of the same label
    rows = rows[torch.randperm(len(rows), device=rows.device)]  # MNIST's first test half is the neater one
    half = len(rows) // 2
    train, held = (part.flatten(0, 1).cpu().numpy() for part in (rows[:half], rows[half:]))
    truth = [1, 0] * max(half, len(rows) - half)
    asked = MLPClassifier((64, 64), early_stopping=True, max_iter=60, random_state=0).fit(train, truth[: len(train)])
    return float(asked.score(held, truth[: len(held)]))


MEASURE = Measure(scores)
