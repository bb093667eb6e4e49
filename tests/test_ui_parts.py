"""The Parts tab without its page: units in their order, a code for each iteration, and the endpoint."""

import base64

import numpy as np
import pytest
import torch

from genmodels.models.drsae import DrSAE, DrSAEConfig
from ui.language.words import Complaint
from ui.serving import checked
from ui.serving.images import png
from ui.tabs.parts import api, asks


@pytest.fixture
def model(monkeypatch) -> DrSAE:
    torch.manual_seed(0)
    network = DrSAE(DrSAEConfig(units=30, iterations=5)).eval().requires_grad_(False)
    network.begin_as_ista()
    network.see[:10] += 0.1 * torch.randn(10, 784)  # they no longer draw what they look for
    network.card = type("Card", (), {"data": "mnist"})()
    monkeypatch.setattr(checked, "network", lambda name, offer: network)
    monkeypatch.setattr(asks.checkpoints, "evaluation_of", lambda model: {})
    return network


def seven() -> np.ndarray:
    picture = np.zeros((28, 28), np.uint8)
    picture[5:8, 6:22] = picture[8:24, 15:18] = 255
    return picture


def test_units_whose_encoder_and_decoder_agree_come_first(model):
    told = asks.open_units({"model": "any"})
    assert told["agreement"] == sorted(told["agreement"], reverse=True)
    assert told["categorical"] == [value < asks.CATEGORICAL for value in told["agreement"]]
    assert sum(told["categorical"]) == 10
    lateral = model.explain - torch.diag(model.explain.diag())
    order = model.agreement().argsort(descending=True).tolist()
    assert order[told["rivals"][0][0]] == int(lateral[order[0]].argmin())
    assert order[told["friends"][0][0]] != order[0], "nobody is their own friend"


def test_the_codes_of_all_iterations_are_told_in_the_order_of_the_page(model):
    picture = seven()
    told = asks.think({"model": "any", "picture": base64.b64encode(picture.tobytes()).decode()})
    codes = np.frombuffer(base64.b64decode(told["codes"]), np.float16).reshape(5, 30)
    path = torch.cat(model.path(model.rows(torch.from_numpy(picture / 255.0).float().view(1, 1, 28, 28))))
    expected = path[:, model.agreement().argsort(descending=True)]
    np.testing.assert_allclose(codes, expected.numpy(), atol=2e-3)
    assert len(told["probabilities"]) == 5 and sum(told["probabilities"][-1]) == pytest.approx(1, abs=1e-2)
    assert told["largest"] == pytest.approx(path.max().item())
    assert len(base64.b64decode(told["rebuilt"])) == 5 * 784


@pytest.mark.parametrize("picture", [None, "AAAA", base64.b64encode(bytes(784)).decode(), 3])
def test_what_is_no_drawing_is_told_so(model, picture):
    with pytest.raises(Complaint):
        asks.think({"model": "any", "picture": picture})


def test_the_endpoint_tells_every_iteration(model):
    told = api.recurrent_code("any", png(1 - torch.from_numpy(seven() / 255.0).float()[None]))
    assert len(told["codes"]) == len(told["probabilities"]) == 5 and len(told["codes"][0]) == 30
    assert min(map(min, told["codes"])) >= 0
    assert all(sum(each) == pytest.approx(1, abs=1e-5) for each in told["probabilities"])
