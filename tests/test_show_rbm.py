"""What the Particles tab's runs promise, on scikit-learn's digits, and that too large a step is told of."""

import pytest
import torch
from shows import show

from genmodels import catalog, data, runtime
from genmodels.batch import Batch
from genmodels.learner import Learner

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

SHOW, FAMILY = show("rbm"), catalog.family("rbm")
SMALL = {"hidden": 60}


def digits() -> Batch:
    """All at once."""
    rows = data.load("digits")
    return Batch(rows.images.float().div(255), rows.labels)


def course(preset: str | None = None, **changes: object) -> tuple[Learner, Batch]:
    """The learner of a preset, or of the show as it begins, before its first step, and all that it learns from."""
    runtime.seed_everything(0)
    config = SHOW.preset(preset).config if preset else {}
    learner, whole = FAMILY.learner(FAMILY.config(**SHOW.begin | config | SMALL | changes)), digits()
    learner.begin([whole])
    return learner, whole


def go(learner: Learner, whole: Batch, steps: int) -> list[dict[str, float]]:
    told = []
    for _ in range(steps):
        rows = torch.randint(len(whole), (SHOW.batch,))
        told.append(learner.step(Batch(whole.images[rows], whole.labels[rows])))
    return [{name: value.item() for name, value in each.items()} for each in told]


def below(learner: Learner, whole: Batch) -> float:
    """By how many nats the particles lie below the digits on average."""
    model = learner.model
    drawn = (whole.images.flatten(1) > torch.rand_like(whole.images.flatten(1))).float()
    return (model.free_energy(drawn).mean() - model.free_energy(learner.visible).mean()).item()


def mean(told: list[dict[str, float]], name: str) -> float:
    return sum(each[name] for each in told) / len(told)


def test_with_cd_the_particles_fall_below_the_digits_and_turned_to_pcd_they_are_lifted():
    learner, whole = course("cd_then_pcd", learning_rate=1.0)  # 160 steps in place of the tab's 2,000
    ((_, name, value),) = SHOW.preset("cd_then_pcd").turns
    go(learner, whole, 160)
    assert below(learner, whole) > 5
    learner.set_knob(name, value)
    go(learner, whole, 20)
    assert below(learner, whole) < 2


def test_the_preset_of_cd_is_that_run_without_the_turn():
    assert SHOW.preset("cd").config == SHOW.preset("cd_then_pcd").config and not SHOW.preset("cd").turns


def test_without_centring_the_pseudo_likelihood_lags():
    found = {}
    for preset in (None, "not_centred"):
        learner, whole = course(preset)
        found[preset] = mean(go(learner, whole, 150)[100:], "pseudo_likelihood")
    assert found["not_centred"] < found[None] - 4


def test_steps_that_are_too_large_overshoot_and_a_smaller_one_is_believed_at_once():
    learner, whole = course(learning_rate=1.0)
    assert go(learner, whole, 20)[-1]["overshoot"] > 3.7
    learner.set_knob("learning_rate", 0.05)
    assert go(learner, whole, 20)[-1]["overshoot"] < 1
