"""DrSAE live: what its presets promise, on few pictures and units."""

import pytest
import torch

from genmodels.data import load
from genmodels.data.batches import Batches
from genmodels.models.drsae import DrSAEConfig, DrSAELearner
from ui.tabs.parts.show import SHOW

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

PRESETS = {preset.name: preset.config for preset in SHOW.presets}
STEPS = 150


def course(**knobs) -> dict[str, float]:
    """Means over the last twenty steps of a short run on handwritten digits."""
    torch.manual_seed(0)
    learner = DrSAELearner(DrSAEConfig(**SHOW.begin | knobs))
    batches = Batches(load("digits"), SHOW.batch, torch.device("cpu"))
    told = [learner.step(next(batches)) for _ in range(STEPS)]
    return {name: sum(each[name].item() for each in told[-20:]) / 20 for name in told[0]}


@pytest.fixture(scope="module")
def usual():
    return course()


def test_digits_are_read_and_rebuilt(usual):
    assert usual["error"] < 0.15


def test_without_a_label_reading_stays_guessing(usual):
    told = course(**PRESETS["no_label"])
    assert told["error"] > 0.75 and told["reconstruction"] < usual["reconstruction"]


def test_one_iteration_leaves_more_units_active(usual):
    told = course(**PRESETS["one_iteration"])
    assert told["active"] > 1.1 * usual["active"]
