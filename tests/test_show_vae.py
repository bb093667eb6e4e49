"""The VAE's show: its forces are the gradients of the two terms, and its presets do what they say."""

import statistics

import numpy as np
import pytest
import torch
from shows import show

from genmodels import catalog, data, runtime
from genmodels.batch import Batch
from genmodels.learner import Learner

HELD = 24


def course(preset: str | None, steps: int, **changes: object) -> tuple[Learner, list[dict[str, float]]]:
    """The learner of a preset, or of the show as it begins, after so many steps on scikit-learn's digits."""
    vae = show("vae")
    family, chosen = catalog.family("vae"), vae.preset(preset).config if preset else {}
    runtime.seed_everything(0)
    learner = family.learner(family.config(**vae.begin | chosen | {"width": 4} | changes))
    test = data.load("digits", "test")
    learner.look_at(Batch(test.images[:HELD].float().div(255), test.labels[:HELD]))
    batches = data.Batches(data.load("digits"), vae.batch, torch.device("cpu"))
    return learner, [{key: value.item() for key, value in learner.step(next(batches)).items()} for _ in range(steps)]


def difference(shown) -> float:
    """How far the reconstructions are from each other, of 255."""
    made = shown.images[shown.columns :].astype(float)
    return float(np.abs(made - made.mean(0)).mean())


@pytest.mark.thorough
def test_posterior_collapse_puts_every_dimension_to_sleep_and_beta_wakes_some():
    learner, told = course("posterior_collapse", 80)
    asleep = learner.preview()
    assert sum(value > 0.1 for value in asleep["kl"].values) == 0 and told[-1]["kl"] < 0.5
    assert difference(asleep["reconstructions"]) < 3, "all are the same mean picture"
    learner.set_knob("beta", 1.0)
    batches = data.Batches(data.load("digits"), 32, torch.device("cpu"), seed=1)
    for _ in range(250):
        learner.step(next(batches))
    awake = learner.preview()
    assert sum(value > 0.1 for value in awake["kl"].values) >= 2
    assert difference(awake["reconstructions"]) > 3 * difference(asleep["reconstructions"])


@pytest.mark.thorough
def test_without_a_prior_the_balls_shrink_and_fly_apart():
    free, told = course("no_prior", 200)
    bound, kept = course(None, 200)
    wild, calm = (learner.preview()["posteriors"] for learner in (free, bound))
    assert np.median(wild.spreads) < 0.5 * np.median(calm.spreads)
    assert np.abs(wild.places).max() > 1.5 * np.abs(calm.places).max()
    late = [statistics.mean(step["reconstruction"] for step in each[-40:]) for each in (told, kept)]
    assert late[0] > late[1], "and reconstruct better"


def test_both_forces_are_drawn_for_every_ball_and_the_spring_points_home():
    learner, _ = course(None, 20)
    points = learner.preview()["posteriors"]
    assert points.forces.shape == (HELD, 2, 2) and points.labels.shape == (HELD,)
    spring = points.forces[:, 1]
    assert np.allclose(spring, -learner.config.beta * points.places, atol=1e-4), "the KL's gradient is the mean itself"
