"""DrSAE: ISTA before it learns, one matrix for all iterations, codes that are never negative, and what C reads."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from families import batch_for, small_learner

from genmodels.blocks.views import jittered
from genmodels.models.drsae import FIRST_PRICE, JITTER, SCALE, DrSAE


@pytest.fixture
def model() -> DrSAE:
    network = small_learner("drsae", units=20, iterations=6).networks["autoencoder"]
    return network.requires_grad_(True)


def images(count: int = 5) -> torch.Tensor:
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_untrained_it_is_ista_for_codes_that_are_never_negative(model):
    rows, dictionary = model.rows(images()), model.draw.detach()
    steep = torch.linalg.eigvalsh(dictionary.T @ dictionary)[-1]
    code = torch.zeros(5, 20)
    for found in model.path(rows):
        code = F.relu(code + ((rows - code @ dictionary.T) @ dictionary - FIRST_PRICE) / steep)
        torch.testing.assert_close(found, code, atol=1e-5, rtol=1e-4)
        assert (found >= 0).all()
    energies = [
        ((rows - each @ dictionary.T).square().sum(1) / 2 + FIRST_PRICE * each.sum(1)) for each in model.path(rows)
    ]
    assert all((after <= before + 1e-5).all() for before, after in itertools.pairwise(energies))


def test_one_iteration_is_a_plain_encoder_and_s_is_not_read(model):
    rows = model.rows(images())
    plain = F.relu(F.linear(rows, model.see) - model.threshold)
    assert torch.equal(model.path(rows)[0], plain)
    with torch.no_grad():
        model.explain.zero_()
    assert all(torch.equal(code, plain) for code in model.path(rows))


def test_the_slope_of_s_is_the_sum_of_its_slopes_over_time(model):
    """One matrix in all iterations: each a copy of its own, their slopes add up to the one of the shared."""
    rows, weights = model.rows(images()), torch.randn(20, generator=torch.Generator().manual_seed(1))
    (model.path(rows)[-1] @ weights).sum().backward()
    copies = [model.explain.detach().clone().requires_grad_() for _ in range(5)]
    seen = (F.linear(rows, model.see) - model.threshold).detach()
    code = F.relu(seen)
    for copy in copies:
        code = F.relu(seen + F.linear(code, copy))
    (code @ weights).sum().backward()
    torch.testing.assert_close(model.explain.grad, sum(copy.grad for copy in copies))
    assert sum(copy.grad.abs().sum() > 0 for copy in copies) == 5


def test_the_decoders_columns_keep_their_length_while_it_trains():
    learner = small_learner("drsae")
    for _ in range(3):
        learner.step(batch_for("drsae"))
    for network in (learner.networks["autoencoder"], learner.model):
        torch.testing.assert_close(network.draw.norm(dim=0), torch.ones(12))


def test_no_label_is_told_in_the_steps_without_labels():
    ends = []
    for labels in (torch.arange(8), torch.arange(8).flip(0)):
        learner, batch = small_learner("drsae", unlabelled_steps=2, jitter=0.0), batch_for("drsae")
        for _ in range(2):
            learner.step(type(batch)(batch.images, labels))
        ends.append(learner.networks["autoencoder"].explain.clone())
        before = learner.networks["autoencoder"].classifier.weight.clone()
        learner.step(type(batch)(batch.images, labels))
        assert not torch.equal(before, learner.networks["autoencoder"].classifier.weight)
    assert torch.equal(*ends)


def test_the_classifier_does_not_read_how_long_a_code_is_and_a_picture_not_how_bright_it_is(model):
    code = torch.rand(3, 20)
    torch.testing.assert_close(model.classify(code), model.classify(7 * code))
    assert model.rows(images()).norm(dim=1).tolist() == pytest.approx([SCALE] * 5)
    torch.testing.assert_close(model.predict(images()), model.predict(images() / 3))
    assert model.predict(torch.zeros(1, 1, 28, 28)).isfinite().all(), "an empty picture"


def test_jitter_moves_a_picture_a_little_and_none_leaves_it():
    picture = torch.zeros(64, 1, 28, 28)
    picture[:, :, 10:18, 12:16] = 1
    assert jittered(picture, 0, 0, 0) is picture
    moved = jittered(picture, *JITTER)
    assert 0.02 < (moved - picture).abs().mean() / picture.mean() < 0.7
    assert moved.sum((1, 2, 3)).std() > 0, "sizes differ"


def test_a_unit_that_nobody_needs_begins_anew_as_what_is_rebuilt_worst():
    learner = small_learner("drsae")
    network = learner.networks["autoencoder"]
    rows = network.rows(images(8))
    code = network.path(rows)[-1].detach()
    before = network.draw.detach().clone()
    learner.used[:] = 1.0
    learner.used[5] = 0.0
    learner.steps = 100
    code[:, 5] = 0
    wrong = rows - network.rebuild(code)
    worst = F.normalize(wrong[wrong.square().sum(1).argmax()], dim=0)
    learner.redraw(rows, code)
    torch.testing.assert_close(network.draw[:, 5], worst)
    others = [unit for unit in range(12) if unit != 5]
    assert torch.equal(network.draw[:, others], before[:, others]) and learner.used[5] == 1
    steep = torch.linalg.eigvalsh(network.draw.T @ network.draw)[-1]
    expected = -(network.draw.T @ network.draw[:, 5]) / steep
    expected[5] += 1
    torch.testing.assert_close(network.explain[:, 5], expected)
    torch.testing.assert_close(network.explain[5], expected)
