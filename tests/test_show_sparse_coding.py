"""Sparse coding in the Live tab: edges within seconds' worth of steps, and what its presets promise."""

import pytest
import torch

from genmodels.blocks.gabor import explained
from genmodels.data import load
from genmodels.data.batches import Batches
from genmodels.models.sparse_coding import SparseCodingConfig, SparseCodingLearner
from ui.tabs.live.shows.sparse_coding.show import SHOW

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

PRESETS = {preset.name: preset.config for preset in SHOW.presets}
STEPS = 600


def course(**knobs) -> tuple[float, float]:
    """The share of Gabor functions among 30 atoms, and how many atoms a patch has, after some steps of a run."""
    torch.manual_seed(0)
    learner = SparseCodingLearner(SparseCodingConfig(**SHOW.begin | knobs))
    batches = Batches(load("patches-10"), SHOW.batch, torch.device("cpu"))
    for _ in range(STEPS):
        told = learner.step(next(batches))
    found = explained(learner.model.dictionary.weight.T[:30].unflatten(1, (10, 10)))
    return (found >= 0.7).float().mean().item(), told["active"].item()


@pytest.fixture(scope="module")
def usual():
    return course()


def test_noise_becomes_edges(usual):
    share, active = usual
    assert share > 0.8 and 20 < active < 40


def test_numbers_for_nothing_leave_noise_and_use_every_atom(usual):
    share, active = course(**PRESETS["free_numbers"])
    assert share < 0.1 and active > 95


def test_dear_numbers_leave_a_patch_few_atoms(usual):
    _, active = course(**PRESETS["dear_numbers"])
    assert 4 < active < 9
