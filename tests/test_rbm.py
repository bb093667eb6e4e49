"""The Boltzmann machine against sums over all its states, and CD and PCD against each other."""

import copy
import itertools
import math

import pytest
import torch
from families import batch_for, small_config, small_learner

from genmodels import catalog
from genmodels.batch import Batch
from genmodels.models.rbm import RBM, RBMConfig, drawn, gradients
from train.measures.partition import Walk, exact_log_z, log_mean, standard_error

FAMILY = catalog.family("rbm")
SIDE, HIDDEN = 2, 3


def states(count: int) -> torch.Tensor:
    return torch.tensor(list(itertools.product((0.0, 1.0), repeat=count)), dtype=torch.double)


def machine(size: int = SIDE, hidden: int = HIDDEN, spread: float = 1.0, seed: int = 0) -> RBM:
    """A tiny machine in double precision, with weights and biases that matter."""
    model = RBM(RBMConfig(size=size, hidden=hidden)).double().eval()
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.copy_(spread * torch.randn(parameter.shape, generator=generator, dtype=torch.double))
    return model


def table(model: RBM) -> torch.Tensor:
    """-E(v, h) of all states, (visible states, hidden states), by the formula of the energy."""
    v, h = states(len(model.visible_bias)), states(len(model.hidden_bias))
    return (v @ model.visible_bias)[:, None] + h @ model.hidden_bias + v @ model.weight @ h.T


def exact_gradients(model: RBM, data: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Of -log p(data), by autograd of the free energy under all states."""
    v = states(len(model.visible_bias))
    parameters = [p.detach().clone().requires_grad_() for p in model.parameters()]

    def free_energy(rows: torch.Tensor) -> torch.Tensor:
        weight, visible_bias, hidden_bias = parameters
        return -rows @ visible_bias - torch.nn.functional.softplus(hidden_bias + rows @ weight).sum(1)

    loss = free_energy(data).mean() + (-free_energy(v)).logsumexp(0)
    return torch.autograd.grad(loss, parameters)


def flat(parts) -> torch.Tensor:
    return torch.cat([part.flatten() for part in parts])


def test_the_free_energy_is_the_sum_over_all_hidden_states():
    model = machine()
    assert torch.allclose(model.free_energy(states(4)), -table(model).logsumexp(1), atol=1e-10)
    pictures = states(4).view(-1, 1, SIDE, SIDE)
    assert torch.equal(model.energy(pictures), model.free_energy(states(4)))


def test_conditionals_are_those_of_the_table_and_units_of_a_layer_know_nothing_of_each_other():
    model, joint = machine(), table(machine()).exp()
    given_v, given_h = joint / joint.sum(1, keepdim=True), joint / joint.sum(0)
    assert torch.allclose(model.hidden_mean(states(4)), given_v @ states(HIDDEN), atol=1e-10)
    assert torch.allclose(model.visible_mean(states(HIDDEN)), given_h.T @ states(4), atol=1e-10)
    both = given_v @ (states(HIDDEN)[:, 0] * states(HIDDEN)[:, 1])
    assert torch.allclose(both, model.hidden_mean(states(4))[:, :2].prod(1), atol=1e-10)


def test_log_z_is_the_same_over_pixels_and_over_hidden_units_and_known_without_weights():
    model = machine(spread=2.0)
    over_pixels = (-model.free_energy(states(4))).logsumexp(0)
    assert exact_log_z(model).item() == pytest.approx(over_pixels.item(), abs=1e-10)
    assert over_pixels.item() == pytest.approx(table(model).flatten().logsumexp(0).item(), abs=1e-10)
    assert exact_log_z(machine(spread=0.0)).item() == pytest.approx(7 * math.log(2), abs=1e-10)


def test_annealing_finds_log_z_from_both_sides_and_too_few_temperatures_flatter_the_model():
    torch.manual_seed(0)
    model = machine(3, 6, spread=1.5, seed=1).float()
    data = states(9).float()
    walk, exact = Walk(model, data), exact_log_z(model)
    forward, backward = walk.forward(400, 300), walk.backward(400, 300, data)
    for found, sign, slack in ((forward, 1, 3), (backward, -1, 3)):
        off = walk.log_z + sign * log_mean(found) - exact
        assert abs(off) < slack * standard_error(found) + 0.01
    short = [walk.log_z + walk.forward(20, 3).mean() for _ in range(20)]  # the mean of the logarithms
    assert torch.stack(short).mean() < exact - 0.2


@pytest.mark.parametrize("centred", [True, False])
def test_with_the_models_own_statistics_the_plain_gradient_is_exact(centred):
    model, data = machine(), states(4)[[3, 5, 5, 9]]
    shares = (-model.free_energy(states(4))).softmax(0)
    contrast = states(4).repeat_interleave((shares * 200_000).round().long(), 0)
    found = gradients(
        data,
        model.hidden_mean(data),
        contrast,
        model.hidden_mean(contrast),
        torch.zeros(4).double(),
        torch.zeros(3).double(),
    )
    exact = exact_gradients(model, data)
    assert torch.allclose(flat(found), flat(exact), atol=1e-4)
    if centred:  # another direction, by which -log p falls, too
        found = gradients(
            data, model.hidden_mean(data), contrast, model.hidden_mean(contrast),
            data.mean(0), model.hidden_mean(data).mean(0),
        )  # fmt: skip
        assert not torch.allclose(flat(found), flat(exact), atol=1e-2) and flat(found) @ flat(exact) > 0


def test_cd_leans_towards_the_exact_gradient_and_more_sweeps_lean_more():
    """Its expected update by the table: the data's rows times the Gibbs sweep's matrix, k times."""
    model, data = machine(spread=1.5), states(4)[[3, 5, 5, 9]]
    joint = table(model).exp()
    sweep = (joint / joint.sum(1, keepdim=True)) @ (joint / joint.sum(0)).T  # p(v' | v)
    begun = torch.zeros(16).double().index_add(0, torch.tensor([3, 5, 5, 9]), torch.full((4,), 0.25).double())
    exact, cosines = flat(exact_gradients(model, data)), []
    for sweeps in (1, 5, 200):
        reached = begun @ torch.linalg.matrix_power(sweep, sweeps)
        contrast = states(4).repeat_interleave((reached * 200_000).round().long(), 0)
        none = torch.zeros(4).double(), torch.zeros(3).double()
        found = flat(gradients(data, model.hidden_mean(data), contrast, model.hidden_mean(contrast), *none))
        cosines.append(torch.cosine_similarity(found, exact, 0).item())
    assert 0 < cosines[0] < cosines[1] < cosines[2] and cosines[2] > 0.9999


def test_a_gibbs_sweep_leaves_the_models_distribution_as_it_is():
    torch.manual_seed(0)
    model, count = machine(2, 3, spread=1.0), 40_000
    shares = (-model.free_energy(states(4))).softmax(0)
    visible = states(4)[shares.multinomial(count, replacement=True)]
    after, inputs = model.sweep(drawn(model.hidden_mean(visible)))
    assert torch.equal(inputs, model.inputs(after))
    place = (after @ torch.tensor([8.0, 4.0, 2.0, 1.0]).double()).long()
    found = torch.bincount(place, minlength=16).double()
    chi_squared = ((found - count * shares).square() / (count * shares)).sum()
    assert chi_squared < 37.7  # 15 degrees of freedom: one time in a thousand


def test_several_sweeps_are_so_many_one_after_another():
    model = machine()
    hidden = drawn(torch.full((50, HIDDEN), 0.5).double())
    torch.manual_seed(1)
    visible, inputs = model.sweep(hidden, 3)
    torch.manual_seed(1)
    for turn in range(3):
        once, sent = model.sweep(hidden)
        hidden = drawn(sent.sigmoid()) if turn < 2 else hidden
    assert torch.equal(visible, once) and torch.equal(inputs, sent)


def test_centring_is_a_plain_step_in_other_coordinates():
    """Those in which E = -b.(v - m) - c.(h - l) - (v - m) W (h - l)."""
    model, data, contrast = machine(), states(4)[[3, 5, 5, 9]], states(4)[[1, 6, 8, 15]]
    mean, units = data.mean(0), model.hidden_mean(data).mean(0)
    hidden, pushed = model.hidden_mean(data), model.hidden_mean(contrast)
    weight, pixels, biases = gradients(data, hidden, contrast, pushed, mean, units)
    assert torch.allclose(pixels + weight @ units, contrast.mean(0) - data.mean(0))
    assert torch.allclose(biases + weight.T @ mean, pushed.mean(0) - hidden.mean(0))
    plain = (contrast - mean).T @ (pushed - units) - (data - mean).T @ (hidden - units)
    assert torch.allclose(weight, plain / 4)


def test_the_pseudo_likelihood_is_that_of_one_pixel_given_the_others():
    model, rows = machine(), states(4)
    for pixel in range(4):
        flipped = rows.clone()
        flipped[:, pixel] = 1 - flipped[:, pixel]
        wanted = -model.free_energy(rows) - torch.stack(
            [-model.free_energy(rows), -model.free_energy(flipped)]
        ).logsumexp(0)
        found = model.pseudo_likelihood(rows, model.inputs(rows), torch.full((16,), pixel))
        assert torch.allclose(found, wanted, atol=1e-10)


def test_white_on_black_and_black_on_white_learn_the_same_where_it_is_centred():
    """Melchior et al.: the machine of flipped pixels, one step on, is that of the flipped ones."""
    model, data, contrast = machine(), states(4)[[3, 5, 5, 9]], states(4)[[1, 6, 8, 15]]

    def stepped(given: RBM, data: torch.Tensor, contrast: torch.Tensor, mean: torch.Tensor, units: torch.Tensor) -> RBM:
        moved = copy.deepcopy(given)
        found = gradients(data, given.hidden_mean(data), contrast, given.hidden_mean(contrast), mean, units)
        for parameter, gradient in zip(moved.parameters(), found, strict=True):
            parameter.sub_(gradient)
        return moved

    def flip(given: RBM) -> RBM:
        flipped = copy.deepcopy(given)
        flipped.weight.neg_()
        flipped.visible_bias.neg_()
        flipped.hidden_bias.add_(given.weight.sum(0))
        return flipped

    assert torch.allclose(flip(model).free_energy(1 - data) - model.free_energy(data), model.visible_bias.sum())
    for centred in (True, False):
        mean, units = data.mean(0) * centred, model.hidden_mean(data).mean(0) * centred
        one = flip(stepped(model, data, contrast, mean, units))
        other = stepped(flip(model), 1 - data, 1 - contrast, (1 - mean) if centred else mean, units)
        same = all(torch.allclose(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
        assert same == centred


def test_one_step_pushes_the_data_down_and_the_particles_up():
    learner = small_learner("rbm", learning_rate=0.01)
    batch = Batch(batch_for("rbm").images.round())  # black and white: what is drawn is the picture
    for _ in range(3):
        before = copy.deepcopy(learner.model)
        learner.step(batch)
        data, particles = batch.images.flatten(1), learner.visible
        gap = [
            model.free_energy(data).mean() - model.free_energy(particles).mean() for model in (before, learner.model)
        ]
        assert gap[1] < gap[0]


def test_the_particles_go_on_from_step_to_step_and_through_a_save():
    learner = small_learner("rbm", particles=5)
    learner.step(batch_for("rbm"))
    hidden, chance = learner.hidden.clone(), torch.get_rng_state()
    other = small_learner("rbm", seed=9, particles=5)
    other.load_state_dict(learner.state_dict())
    assert torch.equal(other.hidden, hidden) and torch.equal(other.visible, learner.visible)
    for each in (learner, other):
        torch.set_rng_state(chance)
        batch = batch_for("rbm", seed=1)
        model = copy.deepcopy(each.model)
        each.step(batch)
        torch.set_rng_state(chance)
        drawn(batch.images.flatten(1))
        assert torch.equal(each.visible, model.sweep(hidden)[0]), "the sweep begins where the last step ended"
    assert torch.equal(learner.visible, other.visible) and torch.equal(learner.model.weight, other.model.weight)


def test_cd_begins_at_the_data_and_learns_nothing_from_the_particles():
    weights = []
    for hidden in (0.0, 1.0):
        learner = small_learner("rbm", persistent=False)
        learner.model.weight.mul_(100)  # so that it matters where a sweep begins
        learner.hidden.fill_(hidden)
        torch.manual_seed(0)
        learner.step(batch_for("rbm"))
        weights.append(learner.model.weight.clone())
    assert torch.equal(*weights)
    told = small_learner("rbm", persistent=True)
    told.model.weight.mul_(100)
    told.hidden.fill_(0.0)
    torch.manual_seed(0)
    told.step(batch_for("rbm"))
    assert not torch.equal(told.model.weight, weights[0])


def test_the_preview_says_where_particles_noise_and_digits_lie():
    learner = small_learner("rbm")
    learner.step(batch_for("rbm"))
    learner.look_at(batch_for("rbm", size=100, seed=2))
    shown = learner.preview()
    energies = shown["energies"]
    digits = energies.places[energies.labels == 2, 0]
    assert (energies.labels == 0).sum() == learner.config.particles and len(digits) == 100
    assert abs(digits.mean()) < 1e-3, "measured from the digits' mean"
    assert FAMILY.config is RBMConfig and small_config("rbm").hidden == learner.config.hidden
