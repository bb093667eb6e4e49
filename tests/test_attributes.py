"""Several binary labels in place of one class: their order, what the judge says of them, what the networks are told."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from families import batch_of, small_config, small_learner

from genmodels.batch import Batch
from genmodels.blocks.condition import another, attributes_of, combination_of, combined, pure
from genmodels.data import SOURCES
from genmodels.models.judge import Judge
from genmodels.reasons import UserError
from train import card
from train.measure import Options
from train.measures import accuracy, classes
from train.recipe import recipe

FACES = {"classes": 2, "labels": "attributes"}


def test_a_combination_has_the_attributes_whose_bits_are_set():
    assert combination_of(torch.tensor([[0, 0], [1, 0], [0, 1], [1, 1]])).tolist() == [0, 1, 2, 3]
    assert torch.equal(combination_of(attributes_of(torch.arange(16), 4)), torch.arange(16))
    assert pure(torch.tensor([1]), 2, "attributes").tolist() == [[1, 0]] and pure(torch.tensor([1]), 2).tolist() == [
        [0, 1]
    ]


def test_combinations_of_independent_attributes_have_the_products_of_their_probabilities():
    logits = torch.randn(5, 3)
    told, truth = combined(logits), torch.randint(0, 2, (5, 3))
    torch.testing.assert_close(told.exp().sum(1), torch.ones(5))
    own = F.binary_cross_entropy_with_logits(logits, truth.float(), reduction="none").sum(1)
    torch.testing.assert_close(F.cross_entropy(told, combination_of(truth), reduction="none"), own)


def test_the_judge_tells_each_attribute_by_itself():
    judge = Judge(small_config("judge", **FACES)).eval()
    torch.nn.init.zeros_(judge.head.weight)
    with torch.no_grad():
        judge.head.bias.copy_(torch.tensor([4.0, -4.0]))
    said = judge(torch.rand(3, 1, 28, 28)).argmax(1)
    assert attributes_of(said, 2).tolist() == [[1, 0]] * 3
    labels = torch.tensor([[1, 0], [1, 1], [0, 0]], dtype=torch.uint8)
    assert (judge(torch.rand(3, 1, 28, 28)).argmax(1) == judge.truth(labels)).tolist() == [True, False, False]
    judge.card = SimpleNamespace(data="celeba")
    test = Batch(torch.rand(3, 1, 28, 28), labels)
    scores, _ = accuracy.scores(judge, test, Options(1))
    assert scores["accuracy"] == pytest.approx(1 / 3)
    assert (scores["accuracy_male"], scores["accuracy_smiling"]) == pytest.approx((2 / 3, 2 / 3))


def test_the_judge_learns_both_labels_at_once():
    learner = small_learner("judge", average=0.0, learning_rate=0.01, **FACES)
    batch = batch_of(learner, 16)
    batch.images[:, 0, :14] = batch.labels[:, 0, None, None]  # the upper half tells the first, the lower the second
    batch.images[:, 0, 14:] = batch.labels[:, 1, None, None]
    for _ in range(25):
        told = learner.step(batch)
    assert told["accuracy"] > 0.85


def test_a_judge_of_very_many_attributes_is_refused_in_a_sentence():
    with pytest.raises(UserError, match=r"20 attributes have too many combinations .* at most 10"):
        small_config("judge", classes=20, labels="attributes")


def test_both_players_are_told_the_attributes_as_they_are_and_in_their_order():
    learner = small_learner("cgan", **FACES)
    batch, heard = batch_of(learner), {}
    for name, network in learner.networks.items():
        layers = network.generator.layers if name == "generator" else network.layers
        layers[0].register_forward_pre_hook(lambda _, inputs, name=name: heard.update({name: inputs[0].detach()}))
    learner.step(batch)
    assert torch.equal(heard["generator"][:, -2:, 0, 0], batch.labels)
    assert torch.equal(heard["discriminator"][:, 1:, 5, 7], batch.labels)


def test_by_projection_each_label_has_an_opinion_of_its_own():
    learner = small_learner("cgan", told="projection")
    discriminator, images = learner.networks["discriminator"].eval(), torch.rand(3, 1, 28, 28)
    labels = torch.eye(10)
    with torch.no_grad():
        said = torch.stack([discriminator(images, label.expand(3, -1)) for label in labels])
        half = discriminator(images, (labels[2] + labels[7]).div(2).expand(3, -1))
    assert said.shape == (10, 3) and said.std(0).min() > 0
    torch.testing.assert_close(half, (said[2] + said[7]) / 2)
    batch, before = batch_of(learner, 8), {key: value.clone() for key, value in discriminator.state_dict().items()}
    batch.labels[:] = 4
    learner.step(batch)
    moved = (discriminator.layers[5].weight != before["layers.5.weight"]).flatten(1).any(1)
    assert moved.nonzero().flatten().tolist() == [0, 5], "what is said of all, and of the label that was there"


def test_a_wrong_label_is_any_other_class_or_has_one_attribute_turned_over():
    classes = pure(torch.arange(400) % 4, 4)
    wrong = another(classes)
    assert (wrong.sum(1) == 1).all() and not (wrong * classes).any()
    assert (wrong[classes[:, 0] == 1].mean(0)[1:] > 0.2).all(), "each of the others"
    told = attributes_of(torch.arange(400) % 8, 3)
    turned = another(told, "attributes")
    assert ((turned != told).sum(1) == 1).all() and ((turned != told).float().mean(0) > 0.2).all()
    assert set(turned.unique().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("loss", ["non-saturating", "relativistic"])
@pytest.mark.parametrize("fields", [{}, FACES])
def test_a_discriminator_that_is_shown_wrong_labels_asks_whether_the_label_is_right(loss, fields):
    def trust(mismatched):
        torch.manual_seed(0)
        rates = {"d_learning_rate": 2e-3, "players": "discriminator", "loss": loss}
        learner = small_learner("cgan", mismatched=mismatched, **rates, **fields)
        batch = batch_of(learner, 16)
        for _ in range(40):
            learner.step(batch)
        discriminator, real = learner.networks["discriminator"].eval(), batch.images * 2 - 1
        (right,) = learner.condition(batch)
        with torch.no_grad():
            wrong = torch.stack([discriminator(real, another(right, learner.config.labels)) for _ in range(8)])
            return (discriminator(real, right) - wrong).mean().item()

    assert trust(1.0) > trust(0.0) + 1


def test_half_an_attribute_is_another_picture_between_its_ends():
    model = small_learner("cgan", **FACES).model
    z = torch.randn(1, 8).repeat(3, 1)
    none, half, whole = model.generate(z, torch.tensor([[0.0, 1.0], [0.5, 1.0], [1.0, 1.0]]))
    ends = (whole - none).norm()
    assert 0 < (half - none).norm() < ends and 0 < (whole - half).norm() < ends


def test_a_mirror_turns_about_half_of_the_pictures_and_nothing_else():
    learner, seen = small_learner("dcgan", mirror=True), []
    learner.networks["discriminator"].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    batch = batch_of(learner, 24)
    learner.step(batch)
    real = (seen[0] + 1) / 2
    same, turned = ((real - each).abs().amax((1, 2, 3)) < 1e-5 for each in (batch.images, batch.images.flip(3)))
    assert (same ^ turned).all() and 4 < turned.sum() < 20


@pytest.mark.parametrize("swapped", [False, True])
def test_a_model_that_mixes_up_its_attributes_is_found_out(swapped, monkeypatch):
    """A model that paints what it is told, a judge that reads it; and one that takes smiling for male."""

    class Reader:
        config, card = SimpleNamespace(labels="attributes"), SimpleNamespace(data="celeba")
        truth = staticmethod(combination_of)

        def features(self, images):
            return images[:, 0, 0]

        def __call__(self, images):
            return combined(self.features(images)[:, :2] * 20 - 10)

    def generate(latents, condition):
        told = condition.flip(1) if swapped else condition
        return torch.cat([told, latents], 1)[:, None, None]

    labels = torch.tensor([[1, 0], [0, 1], [1, 1], [0, 0]] * 5)
    images = torch.cat([labels.float(), torch.randn(20, 2)], 1)[:, None, None]
    monkeypatch.setattr(classes, "judge_of", lambda model: Reader())
    model = SimpleNamespace(config=SimpleNamespace(classes=2, labels="attributes", latents=2), generate=generate)
    scores, _ = classes.scores(model, Batch(images, labels), Options(1))
    right = 0.5 if swapped else 1.0
    assert (scores["accuracy"], scores["accuracy_male"], scores["accuracy_smiling"]) == (right, right, right)
    assert scores["frechet_distance"] < 3


def test_no_picture_of_a_person_comes_into_a_checkpoints_folder(tmp_path):
    assert SOURCES["celeba"].people
    asked = recipe("judge-celeba")
    for data, there in (("celeba", False), ("mnist", True)):
        learner = small_learner("judge")
        card.publish(tmp_path / data, learner, replace(asked, data=data), command="", steps=1, seconds=1, hardware="")
        assert (tmp_path / data / "samples.png").exists() == there
        assert ("samples.png" in (tmp_path / data / "README.md").read_text()) == there
