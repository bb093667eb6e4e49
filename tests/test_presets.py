"""The runs that go wrong on purpose do so: real training, on networks, data and batches small enough for a test."""

import statistics
from collections.abc import Iterator

import pytest
import torch
from shows import ALL

from genmodels import catalog, checkpoints, data, metrics, runtime
from genmodels.config import knobs
from genmodels.learner import Learner
from ui.live.show import Preset, Show
from ui.live.worker.exam import COVERED

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

CPU = torch.device("cpu")
SMALL = {"width": 8, "d_width": 8, "critic_width": 8}


def known(name: str) -> tuple[Show, Preset]:
    """The preset of that name, and whose it is."""
    return next((show, preset) for show in ALL for preset in show.presets if preset.name == name)


def course(name: str, **changes: object) -> tuple[Learner, Iterator[dict[str, float]]]:
    """The learner of that preset, and its numbers step by step; its turns are the caller's."""
    show, preset = known(name)
    family = catalog.family(show.family)
    runtime.seed_everything(0)
    small = {knob: value for knob, value in SMALL.items() if knob in knobs(family.config)}
    learner = family.learner(family.config(**show.begin | preset.config | small | changes))
    batches = data.Batches(data.load("digits"), 16, CPU)
    return learner, ({key: value.item() for key, value in learner.step(batch).items()} for batch in batches)


def covered(learner: Learner) -> int:
    """How many digits the judge finds among the samples, as in the live tab."""
    with torch.inference_mode():
        samples = learner.model.generate(torch.randn(200, learner.config.latents))
        shares = metrics.class_histogram(checkpoints.load("judge-mnist", CPU)(samples))
    return sum(share >= COVERED for share in shares)


def test_mode_collapse_leaves_fewer_than_four_digits():
    learner, numbers = course("collapse")
    for _ in range(160):
        next(numbers)
    before = covered(learner)
    for _, name, value in known("collapse")[1].turns:
        learner.set_knob(name, value)
    for _ in range(80):
        after = next(numbers)
    assert before > covered(learner) < 4
    assert after["d_g_z2"] > 0.8, "G fools the frozen D all the same"


def test_the_vanishing_gradient_falls_by_a_hundred_and_the_other_loss_brings_it_back():
    learner, numbers = course("vanishing")
    norms = [told["g_gradient"] for told in (next(numbers) for _ in range(320)) if "g_gradient" in told]
    assert norms[0] > 100 * norms[-1]
    learner.set_knob("loss", "non-saturating")
    back = next(told["g_gradient"] for told in numbers if "g_gradient" in told)
    assert back > 100 * norms[-1]


@torch.no_grad()
def looks(learner: Learner) -> torch.Tensor:
    """(64, C, H, W) in [0, 1]: the samples of the preview."""
    return learner.model.generate(learner.noise)


def swings(learner: Learner, numbers: Iterator, rounds: int = 3) -> tuple[float, float]:
    """How far the mean of the samples moves in 20 steps, of its brightness from 0 to 1; and the digits covered after
    so many: the middle of the rounds, for now and then a swing passes through a few more of them."""
    moved, found = [], []
    for _ in range(rounds):
        before = looks(learner).mean(0)
        for _ in range(20):
            next(numbers)
        moved.append((looks(learner).mean(0) - before).abs().mean().item())
        found.append(covered(learner))
    return sum(moved) / rounds, statistics.median(found)


def test_large_steps_with_a_long_memory_swing_and_smaller_ones_calm_down():
    learner, numbers = course("oscillation")
    for _ in range(100):
        next(numbers)
    wild, digits = swings(learner, numbers)
    assert digits < 4, "all samples swing together"
    for name in ("g_learning_rate", "d_learning_rate"):
        learner.set_knob(name, getattr(learner.config, name) / 10)
    swings(learner, numbers, 1)  # Adam forgets the large steps
    calm, _ = swings(learner, numbers)
    assert 3 * calm < wild


def test_without_batch_norm_hardly_any_signal_passes_and_the_samples_stay_alike():
    seen = {}
    for normed in (False, True):
        learner, numbers = course("no_norm", batch_norm=normed)
        first = next(numbers)["g_gradient"]
        for _ in range(39):
            next(numbers)
        seen[normed] = first, looks(learner).std(0).mean().item()
    (gradient, contrast), (normal_gradient, normal_contrast) = seen[False], seen[True]
    assert normal_gradient > 100 * gradient
    assert normal_contrast > 3 * contrast


def test_a_clipped_critic_hands_on_little_gradient():
    seen = {}
    for bound in ("clipping", "penalty"):
        learner, numbers = course("clipping", lipschitz=bound)
        norms = [told["g_gradient"] for told in (next(numbers) for _ in range(80)) if "g_gradient" in told]
        seen[bound] = sum(norms[-10:]), looks(learner).std(0).mean().item()
    assert 20 * seen["clipping"][0] < seen["penalty"][0]
    assert seen["clipping"][1] < seen["penalty"][1], "shapes appear more slowly"
