"""The shows of the denoising and the contractive autoencoder: their presets do what their words promise."""

import pytest
import torch
from shows import show

from genmodels import catalog, data, runtime
from genmodels.blocks.corruption import corrupted
from genmodels.learner import Learner

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says

UNITS = 100  # of the page's 400


def begun(family: str, preset: str) -> tuple[Learner, data.Batches]:
    chosen, entry = show(family), catalog.family(family)
    runtime.seed_everything(0)
    learner = entry.learner(entry.config(**chosen.begin | chosen.preset(preset).config | {"width": UNITS}))
    return learner, data.Batches(data.load("digits"), chosen.batch, torch.device("cpu"))


def trained(learner: Learner, batches: data.Batches, steps: int) -> dict[str, float]:
    """The means of the metrics over the last ten of so many steps."""
    told = [learner.step(next(batches)) for _ in range(steps)][-10:]
    return {name: sum(each[name].item() for each in told) / len(told) for name in told[0]}


def test_noise_that_comes_later_makes_the_filters_local_and_the_model_a_denoiser():
    learner, batches = begun("denoising-autoencoder", "late_noise")
    ((_, name, value),) = show("denoising-autoencoder").preset("late_noise").turns
    clean = data.load("digits", "test").images[:200].float().div(255)
    torch.manual_seed(1)
    dirty = corrupted(clean, "masking", 0.3)

    @torch.no_grad()
    def left() -> float:
        return (learner.model.reconstruct(dirty) - clean).square().mean().item()

    before = trained(learner, batches, 300)
    copied = left()
    learner.set_knob(name, value)
    after = trained(learner, batches, 300)
    assert before["dirt"] == 0 < after["dirt"]
    assert left() < 0.8 * copied, "it cleans what it copied"
    assert after["pixels"] < before["pixels"], "the filters look at less"


def test_too_much_noise_blurs_and_less_of_it_sharpens():
    learner, batches = begun("denoising-autoencoder", "much_noise")
    much = trained(learner, batches, 300)["mse"]
    learner.set_knob("strength", 0.3)
    assert trained(learner, batches, 150)["mse"] < much / 1.5


def test_without_a_penalty_the_slope_climbs_and_with_one_it_falls():
    learner, batches = begun("contractive-autoencoder", "no_penalty")
    early, late = (trained(learner, batches, steps)["contraction"] for steps in (20, 330))
    assert late > 2 * early
    learner.set_knob("weight", 1.0)
    assert trained(learner, batches, 100)["contraction"] < late / 1.5


def test_a_code_that_is_too_stiff_blurs_and_is_set_free_again():
    learner, batches = begun("contractive-autoencoder", "stiff")
    stiff = trained(learner, batches, 200)
    learner.set_knob("weight", 0.3)
    free = trained(learner, batches, 200)
    assert free["mse"] < stiff["mse"] / 2 and free["contraction"] > 10 * stiff["contraction"]
