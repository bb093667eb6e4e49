"""What the presets of the stacked group-sparse autoencoder promise, on digits."""

import pytest
import torch

from genmodels import data
from genmodels.data.batches import Batches
from genmodels.models.stacked_group_sparse_autoencoder import (
    StackedGroupSparseAutoencoderConfig,
    StackedGroupSparseAutoencoderLearner,
)
from train.measures.shifts import shifted, stillness
from ui.tabs.live.shows.stacked_group_sparse_autoencoder.show import SHOW

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says


@pytest.fixture(scope="module")
def courses() -> dict[str, tuple[float, float, float]]:
    """Preset -> squared error, share of codes in use, and how still the pools stand, after 60 steps of a narrow run."""
    found, digits = {}, data.load("digits")
    images = digits.images[:200].float().div(255)
    for name in ("", "alone", "dear_pools"):
        torch.manual_seed(0)
        changes = SHOW.preset(name).config if name else {}
        config = StackedGroupSparseAutoencoderConfig(**SHOW.begin | {"pools": 3} | changes)
        learner, batches = StackedGroupSparseAutoencoderLearner(config), Batches(digits, 16, torch.device("cpu"))
        for _ in range(60):
            learner.step(next(batches))
        with torch.no_grad():
            model = learner.model
            wrong = (model.reconstruct(images, 1) - images).square().mean().item()
            active = (model.codes(images, 1) > 0).float().mean().item()
            aside = shifted(images, torch.ones(200, 2, dtype=torch.long))
            still = stillness(model.pools(images, 1).flatten(1), model.pools(aside, 1).flatten(1))
        found[name] = wrong, active, still
    return found


def test_dear_pools_are_few_and_rebuild_worse(courses):
    (wrong, active, _), (wrong_dear, active_dear, _) = courses[""], courses["dear_pools"]
    assert active_dear < 0.9 * active and wrong_dear > 2 * wrong


def test_what_is_read_of_codes_alone_changes_more_when_a_digit_moves(courses):
    assert courses["alone"][2] < courses[""][2] - 0.1
