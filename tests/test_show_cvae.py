"""The conditional VAE's show: a row is one handwriting, a column one digit, and the label alone is a mean picture."""

import numpy as np
import pytest
import torch
from shows import show

from genmodels import catalog, checkpoints, data, metrics, runtime
from genmodels.batch import Batch
from genmodels.learner import Learner

CPU = torch.device("cpu")


def course(preset: str | None, steps: int) -> Learner:
    """The learner of a preset, or of the show as it begins, after so many steps on scikit-learn's digits."""
    cvae = show("cvae")
    family, chosen = catalog.family("cvae"), cvae.preset(preset).config if preset else {}
    runtime.seed_everything(0)
    learner = family.learner(family.config(**cvae.begin | chosen | {"width": 8}))
    batches = data.Batches(data.load("digits"), cvae.batch, CPU)
    for _ in range(steps):
        learner.step(next(batches))
    return learner


def rows(learner: Learner) -> np.ndarray:
    """(rows, columns, H, W, C) in [0, 1]."""
    shown = learner.preview()["samples"]
    return shown.images.reshape(-1, shown.columns, *shown.images.shape[1:]) / 255


def test_the_judge_soon_sees_the_digit_that_is_asked_for():
    learner, labels = course(None, 200), torch.arange(200) % 10
    with torch.inference_mode():
        pictures = show("cvae").draw(learner.model, torch.randn(200, learner.config.latents), labels)
        logits = checkpoints.load("judge-mnist", CPU)(pictures)
    assert metrics.class_accuracy(logits, labels) > 0.6


@pytest.mark.thorough
def test_with_a_heavy_kl_the_label_alone_speaks():
    learner = course("label_alone", 150)
    test = data.load("digits", "test")
    learner.look_at(Batch(test.images[:50].float().div(255), test.labels[:50]))
    assert max(learner.preview()["kl"].values) < 0.1, "z says nothing"
    pictures = rows(learner)
    assert pictures.std(1).mean() > 3 * pictures.std(0).mean(), "columns differ, rows hardly do"
