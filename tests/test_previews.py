"""What the families show: that it says of the model what it claims to say."""

import copy
import dataclasses

import numpy as np
import pytest
import torch
from families import batch_for, small_config, small_learner

from genmodels import catalog
from genmodels.data import ImageSet, held_out
from genmodels.shown import to_float32, to_uint8


def looking(name: str, **changes):
    """A small learner that has taken a step and was given held-out examples."""
    learner = small_learner(name, **changes)
    learner.step(batch_for(name))
    learner.look_at(batch_for(name, size=20, seed=1))
    return learner


def test_a_plane_of_posteriors_is_the_encoders_and_its_forces_are_the_losses():
    learner = looking("vae", latents=2, beta=3.0, learning_rate=1e-2, average=0.0)
    for _ in range(15):
        learner.step(batch_for("vae"))
    images = learner.held.images
    points = learner.preview()["posteriors"]
    with torch.no_grad():
        posterior = learner.model.encode(images)
        assert np.array_equal(points.places, posterior.mean.numpy())
        assert points.spreads == pytest.approx(posterior.log_variance.exp().sqrt().numpy(), rel=1e-6)
        assert points.labels.tolist() == [*range(10), *range(10)]
        assert points.forces[:, 1] == pytest.approx(-3 * points.places, abs=1e-6), "the prior's spring"
        step = 1e-2
        for axis in (0, 1):
            moved = torch.zeros(2)
            moved[axis] = step
            likely = [learner.model.log_likelihood(images, posterior.mean + sign * moved) for sign in (1, -1)]
            slope = (likely[0] - likely[1]) / (2 * step)
            assert points.forces[:, 0, axis] == pytest.approx(slope.numpy(), abs=0.05)
            assert np.abs(points.forces[:, 0, axis]).max() > 0.5
    learner.set_knob("beta", 0.0)
    assert np.abs(learner.preview()["posteriors"].forces[:, 1]).max() == 0


@pytest.mark.parametrize("name", ["vae", "cvae"])
def test_reconstructions_stand_below_their_originals_and_bars_are_the_kl(name):
    learner = looking(name, latents=70)
    shown = learner.preview()
    pictures = shown["reconstructions"]
    assert pictures.columns == 8 and len(pictures.images) == 16
    assert np.array_equal(pictures.images[:8], to_uint8(learner.held.images[:8]))
    condition = () if name == "vae" else (torch.eye(10)[learner.held.labels],)
    with torch.no_grad():
        posterior = learner.model.encode(learner.held.images, *condition)
        made = learner.model.decode(posterior.mean[:8], *(each[:8] for each in condition))
    assert np.array_equal(pictures.images[8:], to_uint8(made))
    assert shown["kl"].names[:2] == ("z1", "z2") and len(shown["kl"].names) == 64, "no more bars than can be told apart"
    assert shown["kl"].values == pytest.approx(posterior.kl().mean(0)[:64].tolist(), rel=1e-5)
    assert "posteriors" not in shown, "seventy dimensions are no plane"


def test_a_cvae_shows_one_handwriting_a_row_whatever_the_number_of_classes():
    learner = small_learner("cvae")
    pictures = learner.preview()["samples"]
    assert pictures.columns == 10 and len(pictures.images) == 60
    with torch.no_grad():
        row = learner.model.decode(learner.noise[10:11].expand(10, -1), torch.eye(10))
    assert np.abs(pictures.images[10:20].astype(int) - to_uint8(row)).max() <= 1
    many = small_learner("cvae", classes=100)
    many.step(batch_for("cvae"))
    assert many.preview()["samples"].images.shape == (100, 28, 28, 1)


def test_a_cgan_shows_a_column_for_each_class():
    learner = looking("cgan")
    pictures = learner.preview()["samples"]
    assert pictures.columns == 10 and len(pictures.images) == 60
    with torch.no_grad():
        sevens = learner.model.generate(learner.noise[7:60:10], torch.eye(10)[[7] * 6])
    assert np.abs(pictures.images[7::10].astype(int) - to_uint8(sevens)).max() <= 1


def test_a_cgan_takes_more_attributes_than_a_number_has_bits():
    learner = small_learner("cgan", labels="attributes", classes=70)
    batch = dataclasses.replace(batch_for("cgan"), labels=torch.ones(8, 70))
    assert learner.step(batch)["d_loss"].isfinite()
    assert len(learner.preview()["samples"].images) == 64
    assert learner.shown.unique(dim=0).shape == (64, 70), "every combination of the first six"


@pytest.mark.parametrize("name", ["gan", "dcgan", "cgan", "wgan-gp"])
def test_the_value_under_a_picture_is_the_opinion_of_the_other_player(name):
    learner = looking(name)
    pictures = learner.preview()["samples"]
    other = next(network for player, network in learner.networks.items() if player != "generator")
    condition = [learner.shown[:60]] if name == "cgan" else []
    with torch.no_grad():
        images = learner.model.generate(learner.noise[: len(pictures.images)], *condition)
        told = copy.deepcopy(other)(images * 2 - 1, *condition)
    assert pictures.relative == (name == "wgan-gp")
    assert pictures.values == pytest.approx((told if pictures.relative else told.sigmoid()).tolist(), abs=1e-5)


def test_a_discriminator_that_compares_has_no_opinion_of_a_single_picture():
    assert small_learner("dcgan", loss="relativistic").preview()["samples"].relative


def test_a_judge_shows_what_it_saw_last_and_how_sure_it_is():
    learner = looking("judge")
    pictures = learner.preview()["seen"]
    assert np.array_equal(pictures.images, to_uint8(learner.seen))
    with torch.no_grad():
        assert pictures.values[3] == pytest.approx(learner.model(learner.seen)[3].softmax(0).max().item(), abs=1e-5)


def test_pix2pix_shows_its_first_drawings_above_their_translations():
    learner = looking("pix2pix")
    pictures = learner.preview()["translations"]
    assert pictures.columns == 8 and np.array_equal(pictures.images[:2], to_uint8(batch_for("pix2pix").sketches))
    with torch.no_grad():
        painted = to_uint8(learner.model.translate(learner.shown))
    assert np.abs(pictures.images[8:].astype(int) - painted).max() <= 1


def test_held_out_examples_are_the_sets_first_ones():
    images = torch.arange(5 * 16, dtype=torch.uint8).view(5, 1, 4, 4)
    batch = held_out(ImageSet("mine", images, torch.arange(5)), 3, torch.device("cpu"))
    assert len(batch) == 3 and batch.labels.tolist() == [0, 1, 2] and batch.sketches is None
    assert torch.allclose(batch.images * 255, images[:3].float())
    assert np.array_equal(to_float32(batch.to(torch.device("cpu")).images), batch.images.numpy())


def test_what_is_no_tensor_of_a_fixed_shape_is_saved_and_restored():
    kind = catalog.family("vae").learner

    class Remembering(kind):
        memory: tuple = ()

        def extra_state(self) -> dict:
            return {"memory": self.memory}

        def set_extra_state(self, state: dict) -> None:
            self.memory = state["memory"]

    first, second = (Remembering(small_config("vae")) for _ in range(2))
    first.memory = (1, "two")
    second.load_state_dict(first.state_dict())
    assert second.memory == (1, "two")
