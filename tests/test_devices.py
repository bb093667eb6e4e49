"""Where numbers are made: on the device of whoever computes with them, which a test can tell without having one."""

import pytest
import torch
from families import SMALL, batch_for, small_learner

from genmodels.learner import Learner

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
# what draws or keeps numbers on the host and then sends them on
STEPS = {"manifold", "semi-supervised-vae", "pix2pix", "group-sparse-autoencoder", "simclr", "moco", "pirl"}
STEPS |= {"world-model", "perception", "actor-critic"}
PREVIEWS = {"semi-supervised-vae", "rbm", "simclr", "moco", "pirl", "perception"}


def looking(name: str) -> Learner:
    """One that was given held-out examples before it was moved, as a live run's may be."""
    learner = small_learner(name)
    learner.look_at(batch_for(name, size=20, seed=1))
    return learner.to(DEVICE)


@pytest.mark.skipif(DEVICE.type == "cpu", reason="needs a GPU; on a CPU test_contract.py does this")
@pytest.mark.parametrize("name", SMALL)
def test_a_learner_steps_and_shows_itself_where_it_was_moved(name):
    learner, batch = looking(name), batch_for(name).to(DEVICE)
    metrics = [learner.step(batch) for _ in range(2)][-1]
    assert {value.device.type for value in metrics.values()} == {DEVICE.type}
    assert all(value.isfinite() for value in metrics.values())
    assert learner.preview()


@pytest.mark.parametrize("name", sorted({*SMALL} - STEPS))
def test_a_step_makes_no_number_elsewhere(name):
    learner, batch = looking(name), batch_for(name).to(DEVICE)
    learner.step(batch)
    with torch.device("meta"):  # is where a number is made whose place nobody names
        metrics = learner.step(batch)
    assert {value.device.type for value in metrics.values()} == {DEVICE.type}


@pytest.mark.parametrize("name", sorted({*SMALL} - PREVIEWS))
def test_a_preview_makes_no_number_elsewhere(name):
    learner = looking(name)
    learner.step(batch_for(name).to(DEVICE))
    with torch.device("meta"):
        assert learner.preview()


def test_what_a_learner_keeps_of_held_out_pictures_moves_with_it():
    learner = small_learner("semi-supervised-vae")
    learner.look_at(batch_for("semi-supervised-vae", size=20))
    few = learner.to(torch.device("meta")).few
    assert few.on_map.images.is_meta and few.examined.images.is_meta and few.examined.labels.is_meta
