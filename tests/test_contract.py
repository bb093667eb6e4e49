"""A family is tested by being listed in the catalog."""

import copy
import inspect
import math
import pickle

import numpy as np
import pytest
import torch
from families import SMALL, TRAINED, batch_for, fixed, small_config, small_learner, transitions

from genmodels import catalog
from genmodels.batch import Batch
from genmodels.config import knobs
from genmodels.data import SOURCES
from genmodels.data.rollouts import TASKS
from genmodels.reasons import UserError
from genmodels.shown import Bars, Field, Pictures, Points, Weights
from train.measure import measures

ALL = list(catalog.FAMILIES)


def test_every_family_has_a_small_member():
    assert set(SMALL) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_entry_is_complete(name):
    family = catalog.family(name)
    assert family.name == name
    assert family.paper.startswith("https://")
    assert family.title and family.summary.endswith(".") and family.chapter and family.task
    assert set(family.data) <= set(SOURCES) and measures(family.evaluate)
    for field in knobs(family.config).values():
        assert field.metadata["help"], f"{name}.{field.name} has no help"


@pytest.mark.parametrize(("name", "data"), [(name, data) for name in ALL for data in catalog.family(name).data])
def test_a_family_learns_every_set_that_it_says_it_can(name, data):
    channels, size, _ = SOURCES[data].picture
    classes, rows = len(SOURCES[data].labels), max(4, SMALL[name].get("points", 0))
    wanted = {"channels": channels, "size": size, "classes": classes}
    wanted |= {"labels": "attributes" if data == "celeba" else "classes", "task": data}
    fields = knobs(catalog.family(name).config)
    learner = small_learner(name, **{key: value for key, value in wanted.items() if key in fields})
    labels = torch.arange(rows) % classes if classes else None
    if data == "celeba":
        labels = torch.ones(rows, classes)
    pictures, sketches, others = torch.rand(3, rows, channels, size, size)
    parts = transitions(TASKS[data], rows, torch.Generator()) if data in TASKS else {}
    batch = Batch(pictures, labels, sketches, points=torch.randn(rows, 2), others=others, **parts)
    assert all(value.isfinite() for value in learner.step(batch).values())


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
def test_preview_is_the_same_for_the_same_state_and_holds_plain_values(name):
    learner = small_learner(name)
    learner.step(batch_for(name))
    learner.look_at(batch_for(name, seed=1))
    shown, again = learner.preview(), pickle.loads(pickle.dumps(learner.preview()))
    assert shown.keys() == again.keys() and isinstance(next(iter(shown.values())), Pictures)
    for key, value in shown.items():
        _assert_plain(value)
        for one, other in zip(vars(value).values(), vars(again[key]).values(), strict=True):
            assert one == other if isinstance(one, tuple) else np.array_equal(one, other), key


@pytest.mark.parametrize("name", ALL)
def test_looking_leaves_everything_as_it_is(name):
    learner = small_learner(name)
    learner.step(batch_for(name))
    learner.look_at(batch_for(name, seed=1))
    before, chance = copy.deepcopy(_all_of(learner)), torch.get_rng_state()
    learner.preview()
    assert torch.equal(chance, torch.get_rng_state()), "it draws a random number"
    _assert_equal(before, _all_of(learner))


@pytest.mark.parametrize("name", ALL)
def test_held_out_examples_are_no_part_of_the_state(name):
    learner = small_learner(name)
    before = learner.state_dict()
    learner.look_at(batch_for(name, seed=1))
    after = learner.state_dict()
    assert after.keys() == before.keys() and after["tensors"].keys() == before["tensors"].keys()
    assert small_learner(name).preview().keys() <= learner.preview().keys()


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


@pytest.mark.parametrize("name", TRAINED)
def test_live_knobs_turn_and_fixed_ones_refuse(name):
    learner = small_learner(name)
    fields = knobs(learner.config)
    live = next(key for key, field in fields.items() if field.metadata["live"] and "learning_rate" in key)
    learner.set_knob(live, 0.0123)
    rates = {group["lr"] for optimizer in learner.optimizers.values() for group in optimizer.param_groups}
    assert 0.0123 in rates
    with pytest.raises(UserError, match="cannot be changed while"):
        learner.set_knob(fixed(name), 8)
    with pytest.raises(UserError, match=live):
        learner.set_knob(live, float("nan"))


@pytest.mark.parametrize("name", ALL)
def test_config_goes_through_a_dict_and_refuses_what_it_does_not_know(name):
    config = small_config(name)
    assert type(config).from_dict(config.to_dict()) == config
    with pytest.raises(UserError, match="no knob"):
        config.replace(flavour="red")
    with pytest.raises(UserError, match=f"{fixed(name)} must be"):
        config.replace(**{fixed(name): 10**9})


def _first(name: str, *methods: str) -> str | None:
    """The first of these methods that the family's model has."""
    return next((method for method in methods if hasattr(catalog.family(name).model, method)), None)


READ = {name: method for name in ALL if (method := _first(name, "encode", "translate", "to_b", "features"))}  # pictures
MAKE = {name: method for name in ALL if (method := _first(name, "decode", "generate"))}  # pictures, of latents


WRITE = {name: method for name in ALL if (method := _first(name, "sample"))}  # pictures, pixel by pixel
PLACE = {name: method for name in ALL if (method := _first(name, "energies"))}  # points of the plane
ACT = {name: method for name in ALL if (method := _first(name, "act"))}  # observations of a task


def test_every_family_reads_pictures_or_makes_or_writes_some_or_knows_a_plane_or_acts():
    assert READ.keys() | MAKE.keys() | WRITE.keys() | PLACE.keys() | ACT.keys() == set(ALL)


@pytest.mark.parametrize("name", PLACE)
def test_points_of_another_kind_or_shape_are_named_with_what_is_wanted(name):
    know = getattr(small_learner(name).model.eval(), PLACE[name])
    points = torch.randn(3, 2)
    for given, told in (
        (points.numpy(), r", not a numpy\.ndarray"),
        (points.double(), r", not float64"),
        (points[0], r", not \(2,?\)"),
        (points[:, :1], r", not \(3, 1\)"),
    ):
        with pytest.raises(UserError, match=r"points must be float32 rows \(N, 2\)" + told):
            know(given)
    assert know(points).isfinite().all()


def _labels(method, count: int) -> list[torch.Tensor]:
    """The condition, of a method that takes one."""
    return [torch.eye(10)[:count]] if "condition" in inspect.signature(method).parameters else []


@pytest.mark.parametrize("name", READ)
def test_pictures_of_another_kind_shape_or_range_are_named_with_what_is_wanted(name):
    learner = small_learner(name)
    model = learner.model.eval()
    channels, size, _ = model.picture
    read = getattr(model, READ[name])
    labels = _labels(read, 2)
    images = torch.rand(2, channels, size, size)
    wanted = rf"must be float32 pictures \(N, {channels}, {size}, {size}\) in \[0, 1\]"
    for given, told in (
        (images.numpy(), r", not a numpy\.ndarray; torch\.as_tensor"),
        (images.tolist(), r", not a list"),
        (images.mul(255).byte(), r", not uint8; \w+\.float\(\) / 255"),
        (images.double(), r", not float64; \w+\.to\(torch\.float32\)"),
        (images[:, 0], rf", not \(2, {size}, {size}\)"),
        (images[0], rf", not \({channels}, {size}, {size}\); \w+(\.reshape\(1, .+ a batch of one|\[:, None\])"),
        (images.permute(0, 2, 3, 1), rf", not \(2, {size}, {size}, {channels}\); \w+\.permute"),
        (images[:, :, 4:], rf", not \(2, {channels}, {size - 4}, {size}\); torch\.nn\.functional\.interpolate"),
        (images * 255, r"; these are in \[0?.*, 25.*\]; \w+ / 255 makes"),
        (images * 2 - 1, r"; these are in \[-.*\]; \(\w+ \+ 1\) / 2 makes"),
        (images * 1.3 - 0.1, r"; these are in \[-0\.\d+, 1\.\d+\]; \w+\.clamp\(0, 1\)"),
        (images / 0, r"; these are not all finite numbers"),
        (images.masked_fill(images > 0.5, torch.nan), r"; these are not all finite numbers"),
    ):
        with pytest.raises(UserError, match=wanted + told):
            read(given, *labels)
    read(images + 1e-6, *labels)
    read(images[:0], *[row[:0] for row in labels])


@pytest.mark.parametrize("name", MAKE)
def test_latents_of_another_kind_or_shape_are_named_with_what_is_wanted(name):
    learner = small_learner(name)
    make = getattr(learner.model.eval(), MAKE[name])
    labels = _labels(make, 2)
    length = learner.config.latents
    latents = torch.randn(2, length)
    wanted = rf"latents must be float32 rows \(N, {length}\)"
    for given, told in (
        (latents.numpy(), r", not a numpy\.ndarray"),
        (latents.double(), r", not float64; latents\.to\(torch\.float32\)"),
        (latents[0], rf", not \({length},\); latents\[None\] is one row"),
        (latents[:, 1:], rf", not \(2, {length - 1}\)"),
    ):
        with pytest.raises(UserError, match=wanted + told):
            make(given, *labels)
    if labels:
        for given, told in (
            (torch.tensor([3, 7]), r", not classes; torch\.nn\.functional\.one_hot\(condition, 10\)\.float\(\)"),
            (torch.eye(10)[:3], r", not \(3, 10\)"),
            (torch.eye(9)[:2], r", not \(2, 9\)"),
        ):
            with pytest.raises(UserError, match=r"condition must be float32 rows \(2, 10\)" + told):
                make(latents, given)


@pytest.mark.parametrize("name", READ)
def test_training_never_waits_for_the_numbers_of_its_pictures(name):
    """On a device that has none: a look at them would raise, as it does in eval mode."""
    model = small_learner(name).model.to("meta").train()
    read = getattr(model, READ[name])
    given = [torch.empty(2, *model.picture, device="meta"), *[row.to("meta") for row in _labels(read, 2)]]
    read(*given)
    model.eval()
    with pytest.raises((NotImplementedError, RuntimeError)):
        read(*given)


def _weights(learner) -> dict[str, torch.Tensor]:
    return {
        f"{network}.{key}": value.detach()
        for network, module in learner.networks.items()
        for key, value in module.named_parameters()
    }


def _assert_equal(first, second):
    for key, value in first.items():
        assert torch.equal(value, second[key]), key


def _all_of(learner) -> dict[str, torch.Tensor]:
    """Weights, buffers and gradients of every network, and the learner's own tensors."""
    found = {key: value for key, value in vars(learner).items() if isinstance(value, torch.Tensor)}
    for network, module in {**learner.networks, "model": learner.model}.items():
        found |= {f"{network}.{key}": value for key, value in module.state_dict().items()}
        found |= {f"{network}.{key}.grad": p.grad for key, p in module.named_parameters() if p.grad is not None}
    return found


def _assert_plain(shown) -> None:
    if isinstance(shown, Pictures):
        assert shown.images.dtype == np.uint8 and shown.images.ndim == 4
        assert len(shown.images) % shown.columns == 0, "whole rows"
        assert len(shown.values) in (0, len(shown.images))
        assert shown.relative or all(0 <= value <= 1 for value in shown.values)
        assert all(type(value) is float for value in shown.values)
    elif isinstance(shown, Points):
        amount = len(shown.places)
        assert shown.places.shape == (amount, 2)
        assert shown.labels is None or (shown.labels.shape == (amount,) and shown.labels.dtype == np.uint8)
        assert shown.spreads is None or (shown.spreads.shape == (amount, 2) and (shown.spreads > 0).all())
        assert shown.forces is None or shown.forces.shape == (amount, 2, 2)
        assert shown.values is None or (shown.values.shape == (amount,) and (shown.values >= 0).all())
    elif isinstance(shown, Weights):
        assert shown.values.dtype == np.float32 and len(shown.names) == len(shown.shapes)
        assert shown.values.shape == (sum(math.prod(shape) for shape in shown.shapes),)
    elif isinstance(shown, Field):
        assert shown.values.ndim == 2 and shown.values.dtype == np.float32 and len(shown.extent) == 4
    else:
        assert isinstance(shown, Bars) and len(shown.names) == len(shown.values)
        assert all(type(value) is float for value in shown.values)
