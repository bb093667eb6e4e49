"""Sparse codes: the solvers reach the minimum, each in its way, and what is learned is what the papers say."""

import numpy as np
import pytest
import torch
from families import small_learner

from genmodels import data
from genmodels.batch import Batch
from genmodels.blocks.gabor import explained, gabor
from genmodels.blocks.sparse import Dictionary, energy, shrink, solve, steepness
from genmodels.data import patches
from genmodels.models.lista import LISTA, LISTAConfig

PIXELS, ATOMS, PRICE = 36, 50, 0.4


@pytest.fixture(scope="module")
def problem():
    """Signals (40, PIXELS) and a dictionary with more atoms than pixels."""
    chance = torch.Generator().manual_seed(0)
    dictionary = torch.randn(PIXELS, ATOMS, generator=chance)
    return torch.randn(40, PIXELS, generator=chance), dictionary / dictionary.norm(dim=0)


def test_the_minimum_is_that_of_a_lasso(problem):
    from sklearn.linear_model import Lasso

    signals, dictionary = problem[0][:10].double(), problem[1].double()
    found = solve(signals, dictionary, PRICE, 3000)
    lasso = Lasso(alpha=PRICE / PIXELS, fit_intercept=False, tol=1e-10, max_iter=100_000)
    wanted = np.stack([lasso.fit(dictionary.numpy(), row).coef_ for row in signals.numpy()])
    assert np.abs(found.numpy() - wanted).max() < 1e-4


def test_no_atom_could_help_more_than_it_costs_at_the_minimum(problem):
    """The conditions of Karush, Kuhn and Tucker: |W'(y - Wz)| is the price where z is not 0, at most that elsewhere."""
    signals, dictionary = problem
    codes = solve(signals, dictionary, PRICE, 3000)
    pull = (signals - codes @ dictionary.T) @ dictionary
    used = codes != 0
    assert 0 < used.float().mean() < 1
    torch.testing.assert_close(pull[used], PRICE * codes[used].sign(), atol=1e-4, rtol=0)
    assert pull[~used].abs().max() <= PRICE + 1e-4


def test_ista_never_rises_and_fista_keeps_its_bound(problem):
    signals, dictionary = problem
    signals, dictionary = signals.double(), dictionary.double()
    best = solve(signals, dictionary, PRICE, 20_000)
    least, far = energy(signals, best, dictionary, PRICE), best.square().sum(1)
    before = energy(signals, torch.zeros_like(best), dictionary, PRICE)
    ahead = 0
    for steps in range(1, 120):
        ista, fista = (
            energy(signals, solve(signals, dictionary, PRICE, steps, solver), dictionary, PRICE)
            for solver in ("ista", "fista")
        )
        assert (ista <= before + 1e-12).all(), steps
        assert (fista - least <= 2 * steepness(dictionary) * far / (steps + 1) ** 2 + 1e-12).all(), steps
        ahead += bool((fista < ista).all())
        before = ista
    assert ahead > 90, "momentum is worth something"


def test_a_price_that_no_atom_is_worth_leaves_nothing(problem):
    signals, dictionary = problem
    worth = (signals @ dictionary).abs().amax(1)
    assert not solve(signals, dictionary, worth.max().item() + 1e-3, 50).any()
    assert (solve(signals, dictionary, worth.min().item() - 1e-3, 500) != 0).any(1).all()
    free = solve(signals, dictionary, 0.0, 3000)
    torch.testing.assert_close(free @ dictionary.T, signals, atol=1e-2, rtol=0)


def test_shrinking_takes_the_threshold_off_and_stops_at_nothing():
    values = torch.tensor([-2.0, -0.5, 0.0, 0.3, 1.5])
    torch.testing.assert_close(shrink(values, 0.5), torch.tensor([-1.5, 0.0, 0.0, 0.0, 1.0]))


def test_untrained_lista_is_ista(problem):
    """The printed lecture subtracts S z: that would be another network altogether."""
    model = LISTA(LISTAConfig(size=6, atoms=ATOMS, sparsity=PRICE))
    model.dictionary.weight.copy_(problem[1])
    for encoder in model.encoders:
        encoder.begin_as_ista(problem[1], PRICE)
        wanted = solve(problem[0], problem[1], PRICE, encoder.uses + 1, "ista")
        torch.testing.assert_close(encoder(problem[0]), wanted, atol=1e-5, rtol=0)


@pytest.mark.thorough
def test_a_learned_encoder_beats_as_many_steps_of_the_solver():
    learner = small_learner("lista", atoms=100, dictionary_steps=0, encoders_learning_rate=3e-3)
    images = torch.rand(400, 1, 8, 8, generator=torch.Generator().manual_seed(2))
    for _ in range(150):
        learner.step(Batch(images))
    best = learner.model.solve(images, 500)
    for encoder in learner.model.encoders[:2]:
        learned = (learner.model.encode(images, encoder.uses) - best).square().sum()
        assert learned < 0.7 * (learner.model.solve(images, encoder.uses + 1) - best).square().sum()


def test_the_dictionary_stands_still_once_it_has_had_its_steps():
    learner = small_learner("lista", dictionary_steps=2)
    batch = Batch(torch.rand(20, 1, 8, 8))
    seen = []
    for _ in range(4):
        learner.step(batch)
        seen.append(learner.model.dictionary.weight.clone())
    assert not torch.equal(seen[0], seen[1])
    assert torch.equal(seen[1], seen[2]) and torch.equal(seen[2], seen[3])


@pytest.mark.parametrize("name", ["sparse-coding", "lista"])
def test_atoms_keep_their_length_and_none_dies(name):
    learner = small_learner(name)
    dictionary = learner.model.dictionary
    nowhere = torch.zeros(64)
    nowhere[0], nowhere[1] = 1, -1
    dictionary.weight[:, 3] = nowhere / nowhere.norm()  # far from anything smooth
    smooth = torch.nn.functional.interpolate(torch.rand(60, 1, 3, 3), size=8, mode="bilinear")
    for _ in range(400):
        learner.step(Batch(smooth))
    torch.testing.assert_close(dictionary.weight.norm(dim=0), torch.ones(12))
    codes = solve(patches.to_signals(smooth).flatten(1), dictionary.weight, 0.5, 100)
    assert (codes != 0).any(0).all(), "an atom that nobody uses"


def test_a_redrawn_atom_is_what_was_rebuilt_worst():
    dictionary = Dictionary(4, 3)
    signals = torch.tensor([[1.0, 0, 0, 0], [0, 9.0, 0, 0], [0, 0, 2.0, 0]])
    dictionary.used.copy_(torch.tensor([0.5, 0.0, 0.5]))
    kept = dictionary.weight.clone()
    dictionary.redraw(signals, torch.tensor([[1.0, 0, 1.0]] * 3))
    torch.testing.assert_close(dictionary.weight[:, 1], torch.tensor([0.0, 1, 0, 0]))
    assert torch.equal(dictionary.weight[:, [0, 2]], kept[:, [0, 2]])


def test_no_two_atoms_are_redrawn_alike_and_the_rest_wait():
    dictionary = Dictionary(4, 5)
    dictionary.used.zero_()
    kept = dictionary.weight.clone()
    dictionary.redraw(torch.tensor([[0.0, 2, 0, 0], [0, 0, 3, 0]]), torch.zeros(2, 5))
    torch.testing.assert_close(dictionary.weight[:, :2], torch.eye(4)[:, [2, 1]])
    assert torch.equal(dictionary.weight[:, 2:], kept[:, 2:]) and not dictionary.used[2:].any()


def test_a_gabor_function_is_found_and_noise_is_none():
    chance = torch.Generator().manual_seed(0)
    count = 20
    where = torch.rand(count, 2, generator=chance) * 0.8 - 0.4
    bell = 0.25 + 0.25 * torch.rand(count, 2, generator=chance)
    angle, phase = (torch.rand(2, count, generator=chance) * 3.1).unbind()
    even, odd = gabor(where, bell, angle, 4 + 4 * torch.rand(count, generator=chance), 10)
    waves = phase.cos().view(-1, 1, 1) * even + phase.sin().view(-1, 1, 1) * odd
    assert explained(waves).min() > 0.97
    assert explained(torch.randn(30, 10, 10, generator=chance)).max() < 0.5


def test_patches_are_white_and_the_halves_share_no_pixel():
    train, test = (patches.patches(10, split) for split in ("train", "test"))
    assert len(train) == 60_000 and len(test) == 5_000
    torch.testing.assert_close(train.mean((1, 2, 3)), torch.zeros(60_000), atol=1e-5, rtol=0)
    spread = train.std((1, 2, 3), correction=0)
    assert spread.max() < 1 + 1e-4 and spread.min() > 0.99
    # of a photograph as it is, low frequencies are 27 times as strong as those of half the cutoff
    pixels = patches.photograph("chelsea")
    low, high = (_strength(pixels, band) for band in ((0.01, 0.03), (0.15, 0.25)))
    flat_low, flat_high = (_strength(patches.whitened(pixels), band) for band in ((0.01, 0.03), (0.15, 0.25)))
    assert low / high > 20 and 0.25 < flat_low / flat_high < 4


def _strength(pixels: np.ndarray, band: tuple[float, float]) -> float:
    frequency = np.hypot(*np.meshgrid(*(np.fft.fftfreq(length) for length in pixels.shape), indexing="ij"))
    inside = (frequency > band[0]) & (frequency < band[1])
    return float(np.abs(np.fft.fft2(pixels - pixels.mean())[inside]).mean())


def test_a_patch_survives_its_way_through_a_picture():
    found = data.load("patches-12", "test")
    assert found.images.shape[1:] == (1, 12, 12) and found.images.dtype == torch.uint8
    back = patches.to_signals(found.images.float() / 255)
    truth = patches.patches(12, "test")
    assert ((back - truth).square().mean() / truth.square().mean()).sqrt() < 0.05


def test_a_patch_of_one_grey_has_no_code():
    learner = small_learner("sparse-coding")
    for grey in (0.0, 0.5, 1.0):
        assert not learner.model.encode(torch.full((1, 1, 8, 8), grey)).any()
