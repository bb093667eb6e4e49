"""A family is tested by being listed in the catalog."""

import pytest
import torch
from families import SMALL, batch_for, small_config, small_learner

from genmodels import catalog
from genmodels.config import knobs
from genmodels.reasons import UserError

ALL = list(catalog.FAMILIES)


def test_every_family_has_a_small_member():
    assert set(SMALL) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_entry_is_complete(name):
    family = catalog.family(name)
    assert family.name == name
    assert family.paper.startswith("https://")
    assert family.title and family.summary.endswith(".")
    for field in knobs(family.config).values():
        assert field.metadata["help"], f"{name}.{field.name} has no help"


@pytest.mark.parametrize("name", ALL)
def test_step_returns_finite_detached_scalars_and_trains(name):
    learner = small_learner(name)
    before = {key: value.clone() for key, value in _weights(learner).items()}
    for _ in range(2):
        metrics = learner.step(batch_for(name))
    for key, value in metrics.items():
        assert value.ndim == 0 and not value.requires_grad and value.isfinite(), key
    changed = {key.split(".")[0] for key, value in _weights(learner).items() if not torch.equal(value, before[key])}
    assert changed == set(learner.networks), "a network did not train"


@pytest.mark.parametrize("name", ALL)
def test_preview_is_the_same_pictures_again(name):
    learner = small_learner(name)
    learner.step(batch_for(name))
    first, second = learner.preview(), learner.preview()
    assert torch.equal(first, second)
    assert first.ndim == 4 and first.min() >= 0 and first.max() <= 1


@pytest.mark.parametrize("name", ALL)
def test_same_seed_same_weights_and_state_goes_round(name):
    first, second = small_learner(name, seed=3), small_learner(name, seed=3)
    for learner in (first, second):
        torch.manual_seed(7)
        learner.step(batch_for(name))
    _assert_equal(_weights(first), _weights(second))
    third = small_learner(name, seed=4)
    third.load_state_dict(first.state_dict())
    for learner in (first, third):
        torch.manual_seed(9)
        learner.step(batch_for(name, seed=1))
    _assert_equal(_weights(first), _weights(third))


@pytest.mark.parametrize("name", ALL)
def test_live_knobs_turn_and_fixed_ones_refuse(name):
    learner = small_learner(name)
    fields = knobs(learner.config)
    live = next(key for key, field in fields.items() if field.metadata["live"] and "learning_rate" in key)
    learner.set_knob(live, 0.0123)
    rates = {group["lr"] for optimizer in learner.optimizers.values() for group in optimizer.param_groups}
    assert 0.0123 in rates
    with pytest.raises(UserError, match="cannot be changed while"):
        learner.set_knob("width", 8)
    with pytest.raises(UserError, match=live):
        learner.set_knob(live, float("nan"))


@pytest.mark.parametrize("name", ALL)
def test_config_goes_through_a_dict_and_refuses_what_it_does_not_know(name):
    config = small_config(name)
    assert type(config).from_dict(config.to_dict()) == config
    with pytest.raises(UserError, match="no knob"):
        config.replace(colour="red")
    with pytest.raises(UserError, match="width must be"):
        config.replace(width=10**9)


def _weights(learner) -> dict[str, torch.Tensor]:
    return {
        f"{network}.{key}": value.detach()
        for network, module in learner.networks.items()
        for key, value in module.named_parameters()
    }


def _assert_equal(first, second):
    for key, value in first.items():
        assert torch.equal(value, second[key]), key
