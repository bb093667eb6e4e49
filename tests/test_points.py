"""Points of the plane as the smallest of pictures: what a family of pictures learns, and what it shows of them."""

import dataclasses

import numpy as np
import pytest
import torch
from families import small_learner
from torch import nn

from genmodels import checkpoints, data
from genmodels.batch import Batch
from genmodels.blocks.plane import FINER, SIDE, TILE
from genmodels.data import SOURCES
from genmodels.data.plane import POINT, points, to_pictures, to_points
from genmodels.shown import Field, Pictures, Points, Weights
from train.recipe import Recipe
from train.run import Run

CPU = torch.device("cpu")
GAMES = {"gan": "discriminator", "wgan-gp": "critic"}


def game(name: str, **knobs):
    return small_learner(name, **{"channels": 2, "size": 1, "latents": 2} | knobs)


def batch(count: int = 64) -> Batch:
    places = points("gaussians", count)
    return Batch(to_pictures(places), points=places)


def test_a_point_and_its_picture_are_the_same():
    places = torch.tensor([[-2.0, 2.0], [0.0, 1.0], [1.5, -0.25]])
    pictures = to_pictures(places)
    assert pictures.shape == (3, *POINT) and pictures.flatten(1)[:2].tolist() == [[0, 1], [0.5, 0.75]]
    assert torch.allclose(to_points(pictures), places)


def test_whoever_learns_pictures_is_given_the_points_as_such():
    ring = data.load("ring")
    for given in (next(data.Batches(ring, 8, CPU)), data.held_out(ring, 5, CPU), next(data.whole(ring, CPU, 7))):
        assert torch.allclose(to_points(given.images), given.points, atol=1e-6)
        assert given.images.min() >= 0 and given.images.max() <= 1
    assert SOURCES["ring"].picture == POINT and SOURCES["mnist"].picture == (1, 28, 28)


@pytest.mark.parametrize("name", GAMES)
def test_a_game_of_points_is_played_by_perceptrons_and_moves_its_fakes_to_the_data(name):
    rates = {f"{player}_learning_rate": 5e-3 for player in ("g", "d" if name == "gan" else "critic")}
    learner = game(name, average=0.0, players=GAMES[name], **rates)
    kinds = {type(each) for network in learner.networks.values() for each in network.modules()}
    assert nn.Linear in kinds and not kinds & {nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm1d}
    corner = Batch(to_pictures(1.2 + 0.05 * torch.randn(128, 2, generator=torch.Generator().manual_seed(0))))
    before = (to_points(learner.model.generate(learner.noise)) - 1.2).norm(dim=1).mean()
    for player, steps in ((GAMES[name], 40), ("generator", 15)):
        learner.set_knob("players", player)
        for _ in range(steps):
            learner.step(corner)
    after = (to_points(learner.model.generate(learner.noise)) - 1.2).norm(dim=1).mean()
    assert after < 0.9 * before


@pytest.mark.parametrize("name", GAMES)
def test_a_game_of_points_shows_its_plane_and_the_weights_that_make_it_anew(name):
    learner = game(name)
    learner.step(batch())
    learner.look_at(data.held_out(data.load("gaussians", "test"), learner.HELD, CPU))
    shown, judge = learner.preview(), learner.networks[GAMES[name]]
    assert [type(each) for each in shown.values()] == [Pictures, Weights, Points, Field, Points]
    assert shown["samples"].images.shape == (1, FINER * SIDE, FINER * SIDE, 3)
    made = to_points(learner.model.generate(learner.noise)).detach()
    assert np.allclose(shown["made"].places, made, atol=1e-6)
    assert np.allclose(shown["data"].places, learner.held.points)
    left, right, bottom, top = shown["energy"].extent
    corners = torch.tensor([[left, top], [right, bottom]])
    wanted = -judge(to_pictures(corners) * 2 - 1).detach().numpy()
    assert np.allclose(shown["energy"].values[[0, -1], [0, -1]], wanted, atol=1e-5)
    told, at = {}, 0
    for key, shape in zip(shown["weights"].names, shown["weights"].shapes, strict=True):
        told[key] = torch.from_numpy(shown["weights"].values[at : at + int(np.prod(shape))].reshape(shape))
        at += int(np.prod(shape))
    hidden = learner.noise
    for layer in range(3):
        hidden = hidden @ told[f"generator.{layer}.weight"].T + told[f"generator.{layer}.bias"]
        hidden = nn.functional.silu(hidden) if layer < 2 else hidden.tanh()
    assert torch.allclose(hidden * 2, made, atol=1e-5)
    assert {key.split(".")[0] for key in told} == {"generator", "judge"}


# what each is trained by here; the noise of the plane is a quarter of that in the units of a picture
OTHERS = {
    "vae": {"latents": 1, "width": 8, "decoder": "gaussian", "sigma": 0.02, "learning_rate": 1e-2, "average": 0.9},
    "autoencoder": {"latents": 1, "width": 8, "learning_rate": 1e-2, "average": 0.9},
    "denoising-autoencoder": {"width": 64, "noise": "gaussian", "strength": 0.05, "learning_rate": 1e-2},
    "ebgan": {"latents": 2, "width": 16, "d_width": 16, "code": 8, "margin": 0.1, "pulling_away": 0.0}
    | {"g_learning_rate": 2e-3, "d_learning_rate": 1e-2, "average": 0.9},
}
ENERGY = {
    "vae": lambda learner, pictures: learner.energy(pictures),
    "autoencoder": lambda learner, pictures: (pictures - learner.model.reconstruct(pictures)).square().sum((1, 2, 3)),
    "denoising-autoencoder": lambda learner, pictures: learner.error(pictures),
    "ebgan": lambda learner, pictures: learner.model.energy(pictures),
}


@pytest.mark.parametrize("name", OTHERS)
def test_whoever_has_an_energy_shows_it_over_the_plane_and_makes_it_low_at_the_data(name):
    learner = small_learner(name, channels=2, size=1, **OTHERS[name])
    kinds = {type(each) for network in learner.networks.values() for each in network.modules()}
    assert not kinds & {nn.Conv2d, nn.ConvTranspose2d}
    learner.look_at(data.held_out(data.load("ring", "test"), learner.HELD, CPU))
    places = points("ring", 128)
    for _ in range(150):
        metrics = learner.step(Batch(to_pictures(places), points=places))
    assert all(value.isfinite() for value in metrics.values())
    shown = learner.preview()
    assert isinstance(next(iter(shown.values())), Pictures) and len(shown["made"].places) > 100
    assert np.allclose(shown["data"].places, learner.held.points, atol=1e-6)
    left, right, bottom, top = shown["energy"].extent
    corners = to_pictures(torch.tensor([[left, top], [right, bottom]]))
    wanted = ENERGY[name](learner, corners).detach().numpy()
    assert np.allclose(shown["energy"].values[[0, -1], [0, -1]], wanted, rtol=1e-3)
    far = ENERGY[name](learner, to_pictures(torch.tensor([[-1.9, -1.9], [1.9, -1.9], [1.9, 1.9], [-1.9, 1.9]])))
    assert ENERGY[name](learner, to_pictures(places)).mean() < far.mean() / 2


@pytest.mark.parametrize("name", GAMES)
def test_slow_motion_shows_each_point_in_a_small_plane(name):
    learner = game(name, **({} if name == "gan" else {"n_critic": 1}))
    watch = learner.watched()
    learner.step(batch())
    stages = {stage.name: stage for stage in watch.close()}
    for stage in ("fake", "on_real", "on_fake"):
        assert stages[stage].shown.images.shape == (8, TILE, TILE, 3)
    assert {"again", "update_generator", f"update_{GAMES[name]}"} <= stages.keys()


def test_points_are_trained_from_the_command_line_into_a_checkpoint(tmp_path):
    config = dataclasses.replace(game("gan").config)
    recipe = Recipe(family="gan", data="gaussians", config=config, steps=4, batch_size=16, name="tiny")
    Run(recipe, tmp_path, "python -m train tiny", "cpu")()
    assert (tmp_path / "samples.png").stat().st_size > 0
    assert checkpoints.load(str(tmp_path)).generate(torch.randn(3, 2)).shape == (3, *POINT)
