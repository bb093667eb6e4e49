"""The stacked autoencoder: one layer after the other, each on frozen clean codes, then all of them with labels."""

import copy

import pytest
import torch
from families import batch_for, small_config

from genmodels.blocks import corruption
from genmodels.blocks.tied import reconstruction_loss
from genmodels.models import stacked_autoencoder
from genmodels.models.stacked_autoencoder import StackedAutoencoderLearner

BATCH = batch_for("stacked-autoencoder")


def learner(**changes) -> StackedAutoencoderLearner:
    torch.manual_seed(0)
    config = small_config("stacked-autoencoder", **{"layers": 3, "layer_steps": 4, "width": 6} | changes)
    return StackedAutoencoderLearner(config)


def parts(stack: StackedAutoencoderLearner) -> list[dict[str, torch.Tensor]]:
    network = stack.networks["stack"]
    return [copy.deepcopy(part.state_dict()) for part in (*network.layers, network.head)]


def moved(before: list[dict], after: list[dict]) -> list[bool]:
    """Of each layer and the head, whether its encoder has changed by a single bit."""
    return [
        any(not torch.equal(one[k], other[k]) for k in ("weight", "bias"))
        for one, other in zip(before, after, strict=True)
    ]


def test_one_layer_learns_at_a_time_and_then_all_of_them():
    stack = learner()
    for layer in range(3):
        assert stack.trained == layer
        before = parts(stack)
        assert all("mse" in stack.step(BATCH) for _ in range(4))
        assert moved(before, parts(stack)) == [place == layer for place in range(4)]
    before = parts(stack)
    assert {"loss", "accuracy"} <= stack.step(BATCH).keys() and stack.trained == 3
    assert moved(before, parts(stack)) == [True] * 4


def test_a_layer_learns_from_clean_codes_with_noise_at_its_own_input(monkeypatch):
    stack, seen = learner(), []

    def noted(clean, noise, strength):
        seen.append(clean)
        return corruption.corrupted(clean, noise, strength)

    monkeypatch.setattr(stacked_autoencoder, "corrupted", noted)
    targets = []
    monkeypatch.setattr(
        stacked_autoencoder,
        "reconstruction_loss",
        lambda logits, rows: (targets.append(rows), reconstruction_loss(logits, rows))[1],
    )
    for _ in range(12):
        stack.step(BATCH)
    network, rows = stack.networks["stack"], BATCH.images.flatten(1)
    assert len(seen) == 12 and all(target is clean for target, clean in zip(targets, seen, strict=True))
    for depth in range(3):
        with torch.no_grad():
            assert torch.equal(seen[4 * depth + 1], network.up(rows, depth))


def test_without_pretraining_the_labels_come_at_once_and_noise_is_a_choice():
    stack = learner(layer_steps=0)
    assert stack.trained == 3 and "accuracy" in stack.step(BATCH)
    plain = learner(noise="none", learning_rate=1e-7)
    assert plain.step(BATCH)["mse"].item() == pytest.approx(plain.step(BATCH)["mse"].item(), rel=1e-4)


def test_fine_tuning_begins_with_an_adam_that_knows_nothing():
    """Averages of a reconstruction's gradient, a hundred times as large, would hold the layers still."""
    stack = learner(learning_rate=1e-2)
    for _ in range(13):
        stack.step(BATCH)
    weight = stack.networks["stack"].layers[0].weight
    assert stack.optimizers["stack"].state[weight]["step"] == 1


def test_the_average_forgets_the_weights_before_the_labels():
    """They have no notion of classes, and a thousand steps of few labels would not outweigh them."""
    stack = learner(learning_rate=1e-2, average=0.9999)
    for _ in range(12):
        stack.step(BATCH)
    stack.average.updates = 100_000  # of a long pre-training
    for _ in range(30):
        stack.step(BATCH)
    head, kept = stack.networks["stack"].head.weight, stack.model.head.weight
    assert (kept - head).norm() < 0.2 * head.norm()


def test_a_run_goes_on_in_the_phase_where_it_stopped():
    first, second = learner(), learner()
    for _ in range(6):
        first.step(BATCH)
    second.load_state_dict(first.state_dict())
    assert second.trained == 1
    for each in (first, second):
        torch.manual_seed(3)
        for _ in range(8):
            each.step(BATCH)
    assert not any(moved(parts(first), parts(second)))


def test_it_predicts_probabilities_and_shows_what_comes_back_through_the_layers_so_far():
    stack = learner()
    stack.look_at(batch_for("stacked-autoencoder", size=8, seed=1))
    model = stack.model
    told = model.predict(BATCH.images)
    assert torch.allclose(told.sum(1), torch.ones(8)) and told.shape == (8, 10)
    for depth in (1, 2, 3):
        made = torch.from_numpy(stack.preview()["reconstructions"].images[8:]).float().div(255)[..., 0]
        assert torch.allclose(made, model.reconstruct(stack.held.images, depth)[:, 0], atol=1 / 255)
        for _ in range(4):
            stack.step(BATCH)
