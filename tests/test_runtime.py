"""Devices and random numbers. A Mac's GPU is a stand-in: what is asked of it is tested, and not what it computes."""

import contextlib
import copy
import random

import numpy as np
import pytest
import torch
from families import batch_for, small_learner
from torch import nn

from genmodels import catalog, runtime
from genmodels.blocks.convolutional import FromPoint
from genmodels.blocks.embedding import Standardised
from genmodels.reasons import UserError

MAC = torch.device("mps")


@pytest.fixture
def mac(monkeypatch):
    """A machine with an Apple GPU and no other, whose generator's state can be read and set."""
    state = {"now": torch.tensor([1], dtype=torch.uint8)}
    monkeypatch.delenv("GENMODELS_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "get_rng_state", lambda: state["now"].clone())
    monkeypatch.setattr(torch.mps, "set_rng_state", lambda new: state.update(now=new))
    return state


def test_a_mac_computes_on_its_gpu_in_single_precision(mac):
    assert runtime.best_device() == MAC
    assert not runtime.bfloat16_is_fast(MAC)
    assert isinstance(runtime.autocast(MAC, "auto"), contextlib.nullcontext)
    assert runtime.describe(MAC).startswith("Apple GPU, torch ")


def test_a_mac_keeps_its_generator_and_leaves_another_machines(mac):
    state = runtime.rng_state()
    mac["now"] = torch.tensor([2], dtype=torch.uint8)
    runtime.set_rng_state({key: value for key, value in state.items() if key != "mps"})
    assert mac["now"].item() == 2
    runtime.set_rng_state(state)
    assert mac["now"].item() == 1


def test_without_a_gpu_there_is_the_cpu(monkeypatch):
    monkeypatch.delenv("GENMODELS_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert runtime.best_device() == torch.device("cpu")
    with pytest.raises(UserError, match="'mps' is not available"):
        runtime.best_device("mps")


def test_every_generator_goes_on_from_its_state(tmp_path):
    def draw():
        return random.random(), random.gauss(), np.random.rand(), np.random.randn(), torch.rand(()).item()

    runtime.seed_everything(3)
    draw()  # leaves half of a pair of normal numbers with Python and NumPy
    torch.save(runtime.rng_state(), tmp_path / "state.pt")
    expected = draw()
    runtime.seed_everything(4)
    runtime.set_rng_state(torch.load(tmp_path / "state.pt", weights_only=True))
    assert draw() == expected


def test_a_state_of_before_goes_on_with_what_it_has():
    state = {"torch": torch.get_rng_state()}
    expected = torch.rand(())
    runtime.set_rng_state(state)
    assert torch.equal(torch.rand(()), expected)


@pytest.mark.parametrize("name", ["vae", "cvae", "dcgan", "cgan", "wgan-gp", "semi-supervised-vae"])
def test_half_the_digits_change_little_of_what_is_learned(name):
    """The first losses are nearly the same, though not the same; what is kept stays in single precision."""
    told = {}
    for precision in ("float32", "bfloat16"):
        learner = small_learner(name, precision=precision)
        torch.manual_seed(0)
        told[precision] = [learner.step(batch_for(name)) for _ in range(10)]
        for network in (*learner.networks.values(), learner.model):
            assert {value.dtype for value in network.parameters()} == {torch.float32}
    metric = catalog.family(name).objective.metric
    exact, rounded = (torch.stack([each[metric].float() for each in told[key] if metric in each]) for key in told)
    assert not torch.equal(exact, rounded)
    torch.testing.assert_close(rounded, exact, rtol=0.05, atol=0.01)


def test_a_card_says_when_the_numbers_were_half_as_long(monkeypatch):
    cpu = torch.device("cpu")
    monkeypatch.setattr(runtime, "bfloat16_is_fast", lambda device: True)
    assert ", bfloat16, torch " in runtime.describe(cpu, "auto") and "bfloat16" not in runtime.describe(cpu, "float32")
    monkeypatch.setattr(runtime, "bfloat16_is_fast", lambda device: False)
    assert "bfloat16" not in runtime.describe(cpu, "auto") and "bfloat16" in runtime.describe(cpu, "bfloat16")


def test_folding_batch_norm_keeps_the_answer_and_leaves_the_network_alone():
    torch.manual_seed(0)
    points = torch.randn(8, 5, 1, 1)
    grown = nn.Sequential(FromPoint(5, 4, 7, bias=False), nn.BatchNorm2d(4))
    grown(points)  # the norm has seen one batch
    quick = runtime.folded(grown.eval())
    torch.testing.assert_close(quick(points), grown(points), atol=1e-5, rtol=1e-5)
    assert isinstance(quick[1], nn.Identity)
    network = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU()),
        nn.Sequential(nn.ConvTranspose2d(8, 4, 4, 2, 1, bias=False), nn.BatchNorm2d(4)),
        nn.Sequential(nn.ReLU(), nn.BatchNorm2d(4)),  # after no convolution: it stays
        nn.Sequential(Standardised(4, 4, 3), nn.BatchNorm2d(4)),  # of which no scale would be left: it stays
    )
    for _ in range(20):
        network(3 * torch.rand(8, 3, 9, 9) + 1)
    network.eval()
    images, before = torch.rand(2, 3, 9, 9), copy.deepcopy(network.state_dict())
    quick = runtime.folded(network)
    torch.testing.assert_close(quick(images), network(images), atol=1e-5, rtol=1e-5)
    assert quick[2][1].weight is network[2][1].weight, "what is not folded is not copied"
    assert sum(isinstance(part, nn.BatchNorm2d) for part in quick.modules()) == 2
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
