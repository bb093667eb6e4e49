"""The contractive autoencoder: its penalty is the slope of its code, and nothing lets it off."""

import pytest
import torch
from families import batch_for, small_learner

from genmodels.blocks.tied import TiedLayer, contraction, reconstruction_loss
from genmodels.models.contractive_autoencoder import drawn_contraction


@pytest.fixture
def layer() -> TiedLayer:
    torch.manual_seed(0)
    layer = TiedLayer(20, 12).double()
    with torch.no_grad():
        layer.bias.uniform_(-1, 1)
    return layer


@pytest.fixture
def rows() -> torch.Tensor:
    return torch.rand(6, 20, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_the_closed_form_is_the_norm_of_the_jacobian(layer, rows):
    jacobians = torch.func.vmap(torch.func.jacrev(layer.encode))(rows)  # (6, 12, 20)
    wanted = jacobians.square().sum((1, 2))
    assert torch.allclose(contraction(layer, layer.encode(rows)), wanted, rtol=1e-5)


def test_its_gradient_reaches_the_weights_and_is_that_of_finite_differences(layer, rows):
    def penalty() -> torch.Tensor:
        return contraction(layer, layer.encode(rows)).mean()

    (gradient,) = torch.autograd.grad(penalty(), layer.weight)
    step = 1e-5
    for place in ((0, 0), (3, 7), (11, 19)):
        with torch.no_grad():
            layer.weight[place] += step
            above = penalty()
            layer.weight[place] -= 2 * step
            below = penalty()
            layer.weight[place] += step
        slope = ((above - below) / (2 * step)).item()
        assert abs(slope) > 1e-3 and gradient[place].item() == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize(("sigma", "tolerance"), [(1e-3, 0.02), (0.1, 0.03), (1.0, None)])
def test_the_drawn_penalty_tends_to_the_same_as_sigma_falls(layer, rows, sigma, tolerance):
    torch.manual_seed(0)
    many = rows.repeat(2000, 1)
    codes = layer.encode(many)
    share = (drawn_contraction(layer, many, codes, sigma).mean() / contraction(layer, codes).mean()).item()
    if tolerance:
        assert share == pytest.approx(1, abs=tolerance)
    else:
        assert share < 0.9, "sigmoids bend: a long step goes less far than their slope says"


@pytest.mark.parametrize("penalty", ["closed_form", "stochastic"])
def test_it_rebuilds_from_the_code_of_the_clean_picture(penalty):
    """Without weight both kinds are the same autoencoder, whatever the noise."""
    plain, other = (
        small_learner("contractive-autoencoder", weight=0.0, penalty=kind, sigma=1.0)
        for kind in ("closed_form", penalty)
    )
    batch = batch_for("contractive-autoencoder")
    for _ in range(3):
        assert plain.step(batch)["mse"] == other.step(batch)["mse"]
    rows, layer = batch.images.flatten(1), plain.model.layer
    assert torch.equal(layer.weight, other.model.layer.weight)
    with torch.no_grad():
        wanted = (layer.decode(layer.encode(rows)).sigmoid() - rows).square().mean()
    assert plain.step(batch)["mse"].item() == pytest.approx(wanted.item(), rel=1e-5)


@pytest.mark.parametrize("penalty", ["closed_form", "stochastic"])
def test_more_weight_makes_the_code_flatter(penalty):
    slopes = []
    for weight in (0.0, 1.0):
        learner = small_learner("contractive-autoencoder", width=16, penalty=penalty, weight=weight, learning_rate=1e-2)
        torch.manual_seed(0)
        for _ in range(30):
            learner.step(batch_for("contractive-autoencoder"))
        with torch.no_grad():
            codes = learner.model.encode(batch_for("contractive-autoencoder").images)
            slopes.append(contraction(learner.model.layer, codes).mean().item())
    assert slopes[1] < slopes[0] / 2


def test_tied_weights_leave_the_penalty_no_way_out(layer, rows):
    """Apart, an encoder eps times as strong before a decoder 1/eps times as strong has nearly no slope, and rebuilds
    as well; of tied weights the same scaling changes what is rebuilt."""
    eps = 1e-3
    weak = TiedLayer(20, 12).double()
    with torch.no_grad():
        weak.weight.copy_(eps * layer.weight)
        weak.bias.zero_()
        layer.bias.zero_()
        # near 0 a sigmoid is 1/2 + a/4: the strong decoder sees the code of a linear unit, eps or not
        centred = [(each.encode(rows) - 0.5) / scale for each, scale in ((weak, eps), (weak, eps * eps))]
        linear = rows @ layer.weight.T / 4
        assert torch.allclose(centred[0], linear, atol=1e-5), "an untied decoder would rebuild as well as ever"
        assert contraction(weak, weak.encode(rows)).mean() < 1e-5 * contraction(layer, layer.encode(rows)).mean()
        losses = [reconstruction_loss(each.decode(each.encode(rows)), rows) for each in (layer, weak)]
    assert abs(losses[0] - losses[1]) > 0.1, "of tied weights, the loss notices"
