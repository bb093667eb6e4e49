"""The denoising autoencoder: what makes pictures dirty, and that the clean one is what is asked for."""

import pytest
import torch
from families import batch_for, small_learner

from genmodels import data, metrics, runtime
from genmodels.blocks.corruption import corrupted
from genmodels.blocks.tied import reconstruction_loss
from genmodels.models.denoising_autoencoder import DenoisingAutoencoderConfig, DenoisingAutoencoderLearner
from genmodels.shown import to_uint8

CLEAN = torch.full((100, 1, 28, 28), 0.5)


@pytest.fixture(scope="module")
def denoiser() -> DenoisingAutoencoderLearner:
    """A small one, trained on scikit-learn's digits for a second."""
    runtime.seed_everything(0)
    learner = DenoisingAutoencoderLearner(DenoisingAutoencoderConfig(width=100, learning_rate=3e-3))
    batches = data.Batches(data.load("digits"), 64, torch.device("cpu"))
    for _ in range(150):
        learner.step(next(batches))
    return learner


def test_masking_keeps_a_share_and_salt_and_pepper_falls_like_a_coin():
    masked = corrupted(CLEAN, "masking", 0.3)
    assert set(masked.unique().tolist()) == {0.0, 0.5}
    assert (masked == 0.5).float().mean().item() == pytest.approx(0.7, abs=0.01)
    hit = corrupted(CLEAN, "salt_and_pepper", 0.4)
    for value, share in ((0.0, 0.2), (0.5, 0.6), (1.0, 0.2)):
        assert (hit == value).float().mean().item() == pytest.approx(share, abs=0.01)


def test_gaussian_noise_has_its_strength_and_stays_in_the_picture():
    assert (corrupted(CLEAN, "gaussian", 0.1) - CLEAN).std().item() == pytest.approx(0.1, rel=0.01)
    strong = corrupted(CLEAN, "gaussian", 1.0)
    assert strong.min() == 0 and strong.max() == 1
    assert torch.equal(corrupted(CLEAN, "gaussian", 0.0), CLEAN) and torch.equal(corrupted(CLEAN, "none", 1.0), CLEAN)


@pytest.mark.parametrize("noise", ["masking", "salt_and_pepper", "gaussian"])
def test_noise_is_drawn_anew_every_time_unless_asked_otherwise(noise):
    assert not torch.equal(corrupted(CLEAN, noise, 0.3), corrupted(CLEAN, noise, 0.3))
    first, second = (corrupted(CLEAN, noise, 0.3, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(first, second)


def test_every_step_draws_its_own_noise_and_asks_for_the_clean_picture():
    """On one batch with a rate that moves nothing: the losses differ, and their mean is that of the clean target."""
    learner, batch = small_learner("denoising-autoencoder", learning_rate=1e-7), batch_for("denoising-autoencoder")
    with torch.no_grad():
        learner.model.layer.weight.mul_(10)
        learner.model.layer.back_bias.fill_(1.0)  # from 0 every target would cost ln 2 a pixel
    told = [learner.step(batch) for _ in range(40)]
    losses = torch.stack([each["loss"] for each in told])
    assert losses.unique().numel() == 40
    clean, layer = batch.images.flatten(1), learner.model.layer
    with torch.no_grad():
        dirty = [corrupted(clean, "masking", 0.3) for _ in range(40)]
        pairs = [(layer.decode(layer.encode(each)), each) for each in dirty]
        of_clean = torch.stack([reconstruction_loss(logits, clean) for logits, _ in pairs]).mean()
        of_dirty = torch.stack([reconstruction_loss(logits, each) for logits, each in pairs]).mean()
    assert abs(losses.mean() - of_clean) < abs(of_dirty - of_clean) / 5


def test_without_strength_the_loss_is_the_autoencoders():
    plain, still = (small_learner("denoising-autoencoder", noise=noise, strength=0.0) for noise in ("none", "gaussian"))
    batch = batch_for("denoising-autoencoder")
    for _ in range(3):
        assert plain.step(batch)["loss"] == still.step(batch)["loss"]


def test_what_it_returns_is_nearer_to_the_clean_picture_than_what_it_was_given(denoiser):
    clean = data.load("digits", "test").images[:200].float().div(255)
    torch.manual_seed(0)
    dirty = corrupted(clean, "masking", 0.3)
    with torch.no_grad():
        made, same = (denoiser.model.reconstruct(each) for each in (dirty, clean))
    noisy, denoised, rebuilt = ((each - clean).square().mean() for each in (dirty, made, same))
    assert denoised < noisy / 2 and rebuilt < denoised


def test_the_preview_shows_the_dirt_that_the_knobs_ask_for(denoiser):
    denoiser.look_at(data.held_out(data.load("digits", "test"), 8, torch.device("cpu")))
    clean, dirty, made = torch.from_numpy(denoiser.preview()["denoised"].images).view(3, 8, 28, 28).float()
    assert (dirty[clean > 0] == 0).float().mean().item() == pytest.approx(0.3, abs=0.05)
    with torch.no_grad():
        wanted = to_uint8(denoiser.model.reconstruct(dirty[:, None] / 255))[..., 0]
    assert (made - torch.from_numpy(wanted)).abs().max() <= 2, "made of the dirty picture"


def test_participation_counts_the_pixels_that_share():
    filters = torch.zeros(3, 1, 4, 4)
    filters[0, 0, 1, 2] = 5.0
    filters[1, 0, :2] = -0.1
    filters[2] = 1.0
    assert metrics.participation(filters).tolist() == pytest.approx([1, 8, 16])
