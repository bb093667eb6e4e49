"""The autoencoder's show: what it draws is the model's, and a wide code rebuilds better and orders nothing between."""

import numpy as np
import pytest
import torch
from families import batch_for, small_learner
from shows import show

from genmodels import catalog, data, runtime
from genmodels.batch import Batch
from genmodels.learner import Learner
from genmodels.shown import to_uint8


def course(preset: str | None, steps: int) -> tuple[Learner, float]:
    """The learner of a preset, or of the show as it begins, trained on scikit-learn's digits, and its last error."""
    autoencoder = show("autoencoder")
    family, chosen = catalog.family("autoencoder"), autoencoder.preset(preset).config if preset else {}
    runtime.seed_everything(0)
    learner = family.learner(family.config(**autoencoder.begin | chosen))
    test = data.load("digits", "test")
    learner.look_at(Batch(test.images[:40].float().div(255), test.labels[:40]))
    batches = data.Batches(data.load("digits"), autoencoder.batch, torch.device("cpu"))
    for _ in range(steps):
        error = learner.step(next(batches))["mse"].item()
    return learner, error


def test_what_is_shown_is_the_models():
    learner = small_learner("autoencoder", latents=2)
    learner.step(batch_for("autoencoder"))
    learner.look_at(batch_for("autoencoder", size=20, seed=1))
    shown, images = learner.preview(), learner.held.images
    with torch.no_grad():
        codes = learner.model.encode(images)
        made = to_uint8(learner.model.decode(codes[:8]))
        halfway = to_uint8(learner.model.decode((codes[:1] * 3 + codes[1:2] * 4) / 7))
    pairs, ways = shown["reconstructions"], shown["between"]
    assert np.array_equal(pairs.images, np.concatenate([to_uint8(images[:8]), made])) and pairs.columns == 8
    assert np.abs(ways.images[::8].astype(int) - made).max() <= 1, "each way begins at a picture"
    assert np.abs(ways.images[7::8].astype(int) - np.roll(made, -1, 0)).max() <= 1, "and ends at the next"
    assert np.abs(ways.images[4].astype(int) - halfway).max() <= 1
    places, spread = shown["codes"].places, (codes - codes.mean(0)).numpy()
    assert np.abs(places / spread - places[0, 0] / spread[0, 0]).max() < 1e-3, "moved and scaled, and nothing else"
    assert shown["codes"].labels.tolist() == [*range(10), *range(10)]
    assert "codes" not in small_learner("autoencoder", latents=3).preview()


@pytest.mark.thorough
def test_a_wide_code_rebuilds_better_and_its_ways_lie_nearer_to_a_double_exposure():
    def ghostliness(learner: Learner) -> float:
        """How far the middle of the ways is from both ends laid on top of each other; the ends' distance is 1."""
        with torch.no_grad():
            codes = learner.model.encode(learner.held.images)
            first, second = (learner.model.decode(each) for each in (codes, codes.roll(-1, 0)))
            middle = learner.model.decode((codes + codes.roll(-1, 0)) / 2)
        return ((middle - (first + second) / 2).square().mean() / (first - second).square().mean()).item()

    narrow, poor = course(None, 400)
    wide, good = course("wide_code", 400)
    assert good < poor / 2
    assert ghostliness(wide) < ghostliness(narrow) / 2
