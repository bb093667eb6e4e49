"""What the Cortex tab's runs promise, on a smaller sheet and in fewer steps."""

import pytest
import torch
from shows import show

from genmodels import catalog, data, runtime
from genmodels.data.batches import Batches

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

SHOW, FAMILY = show("group-sparse-autoencoder"), catalog.family("group-sparse-autoencoder")
QUICK = {"side": 10, "learning_rate": 4e-3}


def course(preset: str | None, steps: int, turn_at: int = 0) -> dict[str, float]:
    """The last numbers of a preset, or of the show as it begins; a preset's turns come at that step."""
    runtime.seed_everything(0)
    chosen = SHOW.preset(preset) if preset else None
    learner = FAMILY.learner(FAMILY.config(**SHOW.begin | (chosen.config if chosen else {}) | QUICK))
    batches = Batches(data.load("patches-12"), 100, torch.device("cpu"))
    for step in range(steps):
        for _, name, value in (chosen.turns if chosen else ()) if step == turn_at else ():
            learner.set_knob(name, value)
        learner.step(next(batches))
    return {name: value.item() for name, value in learner.order().items()}


@pytest.fixture(scope="module")
def salt() -> dict[str, float]:
    return course("salt_and_pepper", 700)


def test_pools_order_the_sheet_and_pools_of_one_unit_do_not(salt):
    ordered = course(None, 700)
    assert salt["neighbour_degrees"] > 38
    assert ordered["neighbour_degrees"] < 0.75 * salt["neighbour_degrees"]


def test_wide_pools_leave_hardly_a_pinwheel(salt):
    smooth = course("smooth", 700)
    assert smooth["neighbour_degrees"] < 30 and smooth["pinwheels"] < 0.25 * salt["pinwheels"]


def test_pools_that_open_late_order_finished_edges(salt):
    late = course("pools_open", 1100, turn_at=400)
    assert late["neighbour_degrees"] < 0.85 * salt["neighbour_degrees"]
