"""A step in slow motion: its numbers are those of the step, and watching changes nothing."""

import copy
import pickle

import numpy as np
import pytest
import torch
from families import TRAINED, batch_for, small_learner

from genmodels.shown import to_uint8

GAMES = ("gan", "dcgan", "cgan", "wgan-gp")


PHASED = ("world-model",)  # whose networks learn one after the other


def watched_step(learner, name: str, seed: int = 7):
    """The stages of one step by name, and its metrics."""
    watch = learner.watched()
    torch.manual_seed(seed)
    metrics = {key: value.item() for key, value in learner.step(batch_for(name)).items()}
    return {stage.name: stage for stage in watch.close()}, metrics


@pytest.mark.parametrize("name", TRAINED)
def test_every_family_tells_of_each_network_how_far_it_moved(name):
    learner = small_learner(name, **({"n_critic": 1} if name == "wgan-gp" else {}))
    before = copy.deepcopy(learner.networks)
    stages, metrics = watched_step(learner, name)
    pickle.loads(pickle.dumps(stages))
    for player, network in learner.networks.items():
        pairs = list(zip(before[player].parameters(), network.parameters(), strict=True))
        moved = sum((one - other).square().sum() for one, other in pairs).sqrt()
        length = sum(one.square().sum() for one, _ in pairs).sqrt()
        values = stages[f"update_{player}"].values
        assert values["change"] == pytest.approx((moved / length).item(), rel=1e-3)
        assert values["change"] > 0 or name in PHASED
        assert values["gradient"] == pytest.approx(
            metrics.get("g_gradient", 0)
            if player == "generator"
            else sum(p.grad.square().sum().item() for p in network.parameters() if p.grad is not None) ** 0.5,
            rel=1e-4,
        )


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", GAMES)
def test_a_games_stages_come_in_the_order_of_the_algorithm_with_the_numbers_of_the_step(name, precision):
    critic = name == "wgan-gp"
    learner = small_learner(name, precision=precision, **({"n_critic": 1} if critic else {}))
    stages, metrics = watched_step(learner, name)
    other = "critic" if critic else "discriminator"
    assert list(stages) == ["noise", "fake", "on_real", "on_fake", f"update_{other}", "again", "update_generator"]
    torch.manual_seed(7)
    assert np.array_equal(stages["noise"].shown.values, torch.randn(8, 8).numpy())
    assert stages["noise"].shown.extent == (0, 8, 8, 0)
    assert np.array_equal(stages["on_real"].shown.images, to_uint8(batch_for(name).images))
    assert np.array_equal(stages["on_fake"].shown.images, stages["fake"].shown.images)
    means = {place: stages[place].values["mean"] for place in ("on_real", "on_fake", "again")}
    for place in ("on_real", "on_fake"):
        shown = stages[place].shown
        assert shown.relative == critic and means[place] == pytest.approx(np.mean(shown.values), abs=1e-5)
    if critic:
        assert means["on_real"] - means["on_fake"] == pytest.approx(metrics["wasserstein"], abs=1e-5)
        assert -means["again"] == pytest.approx(metrics["g_loss"], abs=1e-5)
    else:
        assert list(means.values()) == pytest.approx([metrics[key] for key in ("d_x", "d_g_z1", "d_g_z2")], abs=1e-5)


def test_what_does_not_happen_in_a_step_is_no_stage():
    learner = small_learner("wgan-gp", n_critic=2)
    assert list(watched_step(learner, "wgan-gp")[0])[-1] == "update_critic", "the generator's turn is the second step"
    learner = small_learner("dcgan", players="generator")
    assert list(watched_step(learner, "dcgan")[0]) == ["noise", "fake", "again", "update_generator"]


def test_opinions_of_a_game_of_differences_are_no_probabilities():
    stages, _ = watched_step(small_learner("dcgan", loss="relativistic"), "dcgan")
    assert stages["on_real"].shown.relative and "again" in stages


def test_what_is_said_of_wrong_labels_is_not_what_is_said_of_real_pictures():
    plain, wrong = (watched_step(small_learner("cgan", mismatched=weight), "cgan")[0] for weight in (0.0, 1.0))
    assert plain["on_real"].shown.values == wrong["on_real"].shown.values


@pytest.mark.parametrize("name", TRAINED)
def test_watching_changes_nothing_and_leaves_nothing_behind(name):
    seen, unseen = small_learner(name), small_learner(name)
    watched_step(seen, name)
    torch.manual_seed(7)
    unseen.step(batch_for(name))
    for player, network in seen.networks.items():
        assert not network._forward_hooks
        for key, value in network.state_dict().items():
            assert torch.equal(value, unseen.networks[player].state_dict()[key]), key
