"""Training moves what it should, the right way: objectives improve, and every live knob turns what it is named for."""

from functools import cache

import pytest
import torch
from families import TRAINED, batch_for, small_config, small_learner

from genmodels import catalog
from genmodels.config import Config, knobs
from genmodels.learner import Learner

ALL = list(catalog.FAMILIES)
STEPS, RATE = 30, 2e-3
# what lets a family's objective be trained for alone where it has no knob `players`, and what spares it time
ALONE = {
    "pix2pix": {"adversarial": False},
    "stacked-autoencoder": {"layer_steps": 0},
    "stacked-group-sparse-autoencoder": {"layer_steps": 100},
    "cyclegan": {"d_learning_rate": 0.0},
    "world-model": {"model_steps": 100},
    "actor-critic": {"own": 0.0, "actor_learning_rate": 0.0},
    "perception": {"width": 48, "code": 16, "reading": 64},  # its states are drawn anew at every step
    # noise shows nothing of itself in a small window
    "simclr": {"crop": 1.0, "shade": 0.0},
    "moco": {"crop": 1.0, "shade": 0.0, "mirror": False, "queue": 8, "momentum": 0.9},
    "pirl": {"crop": 1.0, "shade": 0.0},
}
FOLLOWS = {"moco": "key", "world-model": "slow", "actor-critic": "slow"}  # a network that is moved towards another one
QUICK = {"cyclegan": {"precision": "float32"}, "pix2pix": {"jitter": 0, "precision": "float32"}}
# with what a knob matters, where it does not by itself
MATTERS = {
    "margin": {"margin": 3.0},
    ("energies", "margin"): {"margin": 0.25},  # fakes lie between this and its double
    "clip": {"lipschitz": "clipping"},
    "shade": {"shade": 0.3},
    "momentum": {"momentum": 0.4},
    "latent_weight": {"latents": 2},
    "discount": {"discount": 0.4},
    "sigma": {"penalty": "stochastic"},
}
NETWORKS = {"g": "generator", "d": "discriminator"}  # the short names of learning rates


def batch(name: str):
    return batch_for(name, size=1 if name == "pix2pix" else 8)


def fields_of(name: str) -> dict:
    return knobs(catalog.family(name).config)


def rates_of(name: str) -> list[str]:
    return [
        knob for knob, field in fields_of(name).items() if knob.endswith("learning_rate") and field.metadata["live"]
    ]


def course(name: str, steps: int = STEPS, **changes) -> tuple[dict[str, float], dict[str, float]]:
    """The metrics over the first and over the last three of so many steps on one batch; every player's turn at once."""
    quick = dict.fromkeys(rates_of(name), RATE) | QUICK.get(name, {})
    turns = {"n_critic": 1} if "n_critic" in fields_of(name) else {}
    learner = small_learner(name, **quick | turns | changes)
    torch.manual_seed(1)
    told = [learner.step(batch(name)) for _ in range(steps)]
    first, last = (
        # not all are told in every step
        {metric: sum(each[metric].item() for each in part) / len(part) for metric in set.intersection(*map(set, part))}
        for part in (told[:3], told[-3:])
    )
    return first, last


def players_of(name: str) -> list[str]:
    field = fields_of(name).get("players")
    return [choice for choice in field.metadata["choices"] if choice != "both"] if field else []


def alone(name: str) -> dict:
    """The knobs with which only that trains to which the family's objective belongs."""
    for player in players_of(name):
        learner = small_learner(name, players=player)
        if any(catalog.family(name).objective.metric in learner.step(batch(name)) for _ in range(2)):
            return {"players": player}
    return ALONE.get(name, {})


@pytest.mark.parametrize("name", TRAINED)
def test_thirty_steps_on_one_batch_improve_the_objective(name):
    objective = catalog.family(name).objective
    first, last = (told[objective.metric] for told in course(name, **alone(name)))
    assert last > first if objective.rises else last < first


@pytest.mark.parametrize("loss", ["non-saturating", "saturating", "relativistic"])
@pytest.mark.parametrize("name", ["gan", "dcgan", "cgan"])
def test_each_player_gains_on_one_that_stands_still(name, loss):
    """By probabilities, for the losses themselves would fall whatever their sign."""
    first, last = course(name, players="discriminator", loss=loss)
    assert last["d_x"] > first["d_x"] and last["d_g_z1"] < first["d_g_z1"]
    first, last = course(name, players="generator", loss=loss)
    assert last["d_g_z2"] > first["d_g_z2"]


@pytest.mark.parametrize("bound", ["penalty", "clipping"])
def test_a_critic_finds_a_distance_and_a_generator_shortens_it(bound):
    near, far = course("wgan-gp", players="critic", lipschitz=bound)
    assert far["wasserstein"] > near["wasserstein"]
    learner = small_learner("wgan-gp", players="generator", lipschitz=bound, n_critic=1, g_learning_rate=RATE)
    noise, scores = torch.randn(32, learner.config.latents), []
    for _ in range(2):
        with torch.no_grad():
            scores.append(learner.networks["critic"](learner.networks["generator"](noise)).mean().item())
        trained(learner, "wgan-gp", STEPS)
    assert scores[1] > scores[0]


@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_pix2pix_has_two_players_who_each_gain_on_one_that_stands_still(player):
    rates = {"g_learning_rate": 0.0, "d_learning_rate": 0.0} | {f"{player[0]}_learning_rate": RATE}
    learner = small_learner("pix2pix", l1_weight=0.0, **rates, **QUICK["pix2pix"])
    sketches, pictures = batch("pix2pix").sketches * 2 - 1, batch("pix2pix").images * 2 - 1

    @torch.no_grad()
    def seen() -> tuple[float, float]:
        """The mean logit of the pair that is real, and of the one that is made."""
        pairs = pictures, learner.networks["generator"](sketches)
        real, made = (learner.networks["discriminator"](sketches, pair).mean().item() for pair in pairs)
        return real, made

    (real, made), (later_real, later_made) = seen(), (trained(learner, "pix2pix", 6), seen())[1]
    if player == "generator":
        assert later_made > made
    else:
        assert later_real - later_made > real - made


def test_a_heavier_kl_term_keeps_posteriors_nearer_to_the_prior():
    for name in ("vae", "cvae"):
        light, heavy = (course(name, steps=12, beta=beta)[1]["kl"] for beta in (0.0, 100.0))
        assert heavy < light, name


@pytest.mark.parametrize(("name", "rate"), [(name, rate) for name in ALL for rate in rates_of(name)])
def test_a_learning_rate_moves_the_network_that_it_is_named_for_and_no_other(name, rate):
    still = {other: 0.0 for other in rates_of(name) if other != rate}
    before, slow, fast = (
        weights(trained(small_learner(name, **still | QUICK.get(name, {})), name, steps=steps, **{rate: value}))
        for steps, value in ((0, 1e-3), (2, 1e-3), (2, 2e-3))
    )
    given = NETWORKS.get(rate.partition("_")[0], rate.partition("_")[0])
    wanted = given if given in before else next(iter(before))  # named for none of them: it is the first one's
    for network in before:
        moved = (slow[network] - before[network]).norm(), (fast[network] - before[network]).norm()
        if network == wanted:
            assert moved[1] > 1.5 * moved[0] > 0
        elif network != FOLLOWS.get(name):
            assert moved == (0, 0), f"{rate} moves the {network}"


@pytest.mark.parametrize(
    ("name", "knob"),
    [(name, knob) for name in ALL for knob, field in fields_of(name).items() if field.metadata["live"]],
)
def test_a_live_knob_changes_what_follows_as_if_training_had_begun_with_it(name, knob):
    changes = QUICK.get(name, {}) | MATTERS.get((name, knob), MATTERS.get(knob, {}))
    turned = {knob: another(small_config(name, **changes), knob)}
    left = left_alone(name, tuple(changes.items()))
    told, begun = (
        weights(trained(learner, name, **turns))
        for learner, turns in (
            (small_learner(name, **changes), turned),
            (small_learner(name, **changes | turned), {}),
        )
    )
    assert any(not torch.equal(left[network], told[network]) for network in left)
    assert all(torch.equal(begun[network], told[network]) for network in left)


@cache
def left_alone(name: str, changes: tuple[tuple[str, object], ...]) -> dict[str, torch.Tensor]:
    """The weights of a learner of whose knobs none turns: most knobs are held against the same ones."""
    return weights(trained(small_learner(name, **dict(changes)), name))


def trained(learner: Learner, name: str, steps: int = 2, **turned) -> Learner:
    """The learner after some steps with these knobs turned."""
    for knob, value in turned.items():
        learner.set_knob(knob, value)
    torch.manual_seed(5)
    for _ in range(steps):
        learner.step(batch(name))
    return learner


def weights(learner: Learner) -> dict[str, torch.Tensor]:
    return {
        name: torch.cat([p.detach().flatten() for p in network.parameters()])
        for name, network in learner.networks.items()
    }


def another(config: Config, knob: str) -> object:
    """A value of the knob that is not the configuration's."""
    field, value = knobs(config)[knob], getattr(config, knob)
    if field.metadata["choices"]:
        return next(choice for choice in field.metadata["choices"] if choice != value)
    if field.type is bool:
        return not value
    return value + 1 if field.type is int else 2 * value or 0.3
