"""The adversarial autoencoder: who learns what and sees what, and that each prior has the shape that it should have."""

import math

import numpy as np
import pytest
import torch
from families import batch_for, small_learner
from torch import nn

from genmodels.batch import Batch
from genmodels.blocks.priors import VERTICES, Prior, checked_curve, even, swiss_roll
from genmodels.models.adversarial_autoencoder import Waves
from genmodels.reasons import KnownError, UserError
from genmodels.shown import to_uint8

NAME = "adversarial-autoencoder"
DRAWS = 40_000


def prior(kind: str) -> Prior:
    torch.manual_seed(0)
    return Prior(kind, 10)


def draws_of(shape: Prior, label: int) -> torch.Tensor:
    return shape.sample(torch.full((DRAWS,), label))


# the priors


def test_every_petal_is_the_first_one_turned():
    shape = prior("petals")
    first = torch.cov(draws_of(shape, 0).T)
    assert first.diagonal().sqrt().tolist() == pytest.approx([0.5, 0.1], rel=0.02)
    for label in range(1, 10):
        angle = 2 * math.pi * label / 10
        back = torch.tensor([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        codes = draws_of(shape, label)
        assert codes.mean(0).norm().item() == pytest.approx(1.4, abs=0.02)
        turned = codes @ back.T
        assert turned.mean(0).tolist() == pytest.approx([1.4, 0], abs=0.02)
        assert torch.cov(turned.T).flatten() == pytest.approx(first.flatten(), abs=0.02 * first.max().item())


def test_petals_lie_as_far_out_as_one_asks():
    middles = small_learner(NAME, radius=1.9).model.prior.petals[:, :2]
    assert middles.norm(dim=1) == pytest.approx(torch.full((10,), 1.9))


def test_the_same_place_in_every_petal_is_one_place_turned_back():
    shape = prior("petals")
    places = shape.place(torch.arange(10), torch.full((10,), 0.7), torch.full((10,), -1.1))
    for label, place in enumerate(places):
        angle = 2 * math.pi * label / 10
        back = torch.tensor([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        assert (back @ place).tolist() == pytest.approx([1.4 + 0.7 * 0.5, -1.1 * 0.1], abs=1e-5)


def test_a_wing_of_the_roll_is_a_tenth_of_it_and_lies_farther_out_than_the_one_before():
    shape, radii = prior("roll"), []
    for label in range(10):
        codes = shape.place(torch.full((1000,), label), torch.randn(1000), torch.zeros(1000))  # on the curve itself
        share = (codes.norm(dim=1) / 3).square()
        assert label / 10 - 0.01 < share.min() and share.max() < (label + 1) / 10 + 0.01
        angle = 4 * math.pi * share.sqrt()
        expected = 3 * share.sqrt()[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
        assert (codes - expected).norm(dim=1).max() < 0.05
        radii.append(codes.norm(dim=1).mean().item())
    assert radii == sorted(radii)
    parts = shape.part_of(shape.sample(torch.randint(10, (DRAWS,))))
    assert torch.bincount(parts).div(DRAWS).tolist() == pytest.approx([0.1] * 10, abs=0.01)


def test_draws_of_a_part_are_found_in_it():
    labels = torch.arange(5000) % 10
    for kind, least in (("petals", 0.95), ("roll", 0.97), ("drawn", 0.97)):
        shape = prior(kind)
        assert (shape.part_of(shape.sample(labels)) == labels).float().mean() > least, kind
    assert not prior("gaussian").labelled and prior("gaussian").sample(labels).std().item() == pytest.approx(
        1, abs=0.03
    )


def test_a_drawn_line_is_followed_at_an_even_pace_and_shared_out_among_the_classes():
    shape = prior("petals")
    shape.bend("drawn", curve=[[-3, 0], [-2.9, 0], [-2.9, 0], [3, 0], [3, 2]])  # 8 long; the hand stood still once
    steps = shape.drawn.diff(dim=0).norm(dim=1)
    assert len(shape.drawn) == VERTICES and steps.sum().item() == pytest.approx(8, rel=1e-3)
    assert steps.max() < 1.1 * steps.median()
    assert shape.part_of(torch.tensor([[-3.0, 0.1], [0.0, -0.1], [3.0, 1.9]])).tolist() == [0, 3, 9]
    assert even(swiss_roll(), 50).shape == (50, 2)


def test_what_is_no_prior_is_told_in_a_sentence():
    shape, petals = prior("petals"), prior("petals").petals.tolist()
    for kind, given, told in (
        ("drawn", {"curve": []}, "nothing is drawn yet"),
        ("drawn", {"curve": [[0, 0]]}, "that is a dot"),
        ("drawn", {"curve": [[0, 0], [0.1, 0], [0, 0]]}, "that is a dot"),
        ("drawn", {"curve": [[0, 0]] * 10_000}, r"10,000 points are more than the 5,000"),
        ("drawn", {"curve": [[0, 0], [5, 0]]}, "out of the plane, which ends at 3.5"),
        ("drawn", {"curve": [[0, 0], [math.nan, 0]]}, "finite numbers"),
        ("drawn", {"curve": [[0, True], [1, 1]]}, "finite numbers"),
        ("drawn", {"curve": "line"}, "finite numbers"),
        ("petals", {"petals": petals[:9]}, "9 petals are given, but there are 10 classes"),
        ("petals", {"petals": [[9, 0, 0, 1, 1], *petals[1:]]}, "out of the plane"),
        ("petals", {"petals": [[0, 0, 0, 1, 0], *petals[1:]]}, "spreads lie between 0.02 and 2"),
        ("petals", {"petals": [[0, 0, math.inf, 1, 1], *petals[1:]]}, "finite numbers"),
        ("cube", {}, "must be one of gaussian, petals, roll, drawn"),
    ):
        with pytest.raises(UserError, match=told):
            shape.bend(kind, **given)
    assert shape.kind == "petals" and torch.equal(shape.petals, prior("petals").petals), (
        "a refused shape has left a trace"
    )
    assert len(checked_curve([[0, 0], [1, 1]])) == 2


def test_the_outline_is_what_the_draws_follow():
    for kind, amount in (("petals", 20), ("roll", 200), ("drawn", 200), ("gaussian", 1)):
        shape = prior(kind)
        outline = shape.outline()
        places = torch.from_numpy(outline.places)
        assert len(places) == amount
        if kind != "gaussian":
            assert (shape.part_of(places).numpy() == outline.labels).all(), kind
    petals = prior("petals").outline()
    assert petals.places[3] == pytest.approx(prior("petals").petals[3, :2].numpy())
    assert np.linalg.norm(petals.places[13] - petals.places[3]) == pytest.approx(0.5, abs=1e-5)


# who sees and moves what


def test_the_encoder_never_sees_a_label():
    """With no step of D's or by D, codes after training are the same whatever the labels."""
    codes = []
    for labels in (torch.arange(8) % 10, torch.arange(8).flip(0) % 10, None):
        learner = small_learner(NAME, g_learning_rate=0.0)
        torch.manual_seed(1)
        batch = Batch(batch_for(NAME).images, labels)
        learner.step(batch)
        with torch.no_grad():
            codes.append(learner.networks["autoencoder"].eval().encode(batch.images))
    assert torch.equal(codes[0], codes[1]) and torch.equal(codes[0], codes[2])


@pytest.mark.parametrize(
    ("optimizer", "moved"),
    [("reconstruction", {"encoder", "decoder"}), ("discriminator", {"layers"}), ("forger", {"encoder"})],
)
def test_each_loss_moves_its_own_networks(optimizer, moved):
    learner = small_learner(NAME)
    for name, other in learner.optimizers.items():
        other.param_groups[0]["lr"] = 1e-3 if name == optimizer else 0.0
    named = {
        **dict(learner.networks["autoencoder"].named_parameters()),
        **dict(learner.networks["discriminator"].named_parameters()),
    }
    before = {name: value.clone() for name, value in named.items()}
    learner.step(batch_for(NAME))
    assert {name.partition(".")[0] for name, value in named.items() if not torch.equal(value, before[name])} == moved


def test_the_two_updates_of_the_encoder_remember_apart():
    learner = small_learner(NAME)
    learner.step(batch_for(NAME))
    weight = next(learner.networks["autoencoder"].encoder.parameters())
    first, second = (learner.optimizers[name].state[weight]["exp_avg"] for name in ("reconstruction", "forger"))
    assert first.data_ptr() != second.data_ptr() and not torch.allclose(first, second)


def test_there_is_no_batch_norm():
    for network in small_learner(NAME).networks.values():
        assert not any(isinstance(layer, nn.modules.batchnorm._NormBase) for layer in network.modules())


def test_waves_come_back_after_a_period_and_the_code_beside_them_does_not():
    torch.manual_seed(0)
    waves, codes = Waves(3), torch.randn(50, 2)
    direction = waves.directions[:, 1]
    period = direction / direction.square().sum()  # one wave further, along its own direction
    told, later = waves(codes), waves(codes + period)
    assert torch.equal(told[:, :2], codes) and told.shape == (50, 8)
    assert later[:, [3, 6]] == pytest.approx(told[:, [3, 6]], abs=1e-4)  # sine and cosine of the second wave
    assert (told[:, 3].square() + told[:, 6].square()) == pytest.approx(1, abs=1e-5)
    assert (later - told).abs().mean(0)[[0, 1, 2, 4, 5, 7]].min() > 0.05


def test_the_kept_average_reads_the_same_waves():
    learner = small_learner(NAME)
    learner.step(batch_for(NAME))
    ours, kept = learner.networks["autoencoder"].decoder[0], learner.model.decoder[0]
    assert torch.equal(ours.directions, kept.directions)


def test_draws_are_fresh_at_every_step_and_belong_to_the_label():
    learner = small_learner(NAME)
    classes = torch.arange(3000) % 10
    first, second = learner.draws(classes), learner.draws(classes)
    assert not torch.equal(first, second)
    assert (learner.model.prior.part_of(first) == classes).float().mean() > 0.95
    unknown = learner.draws(torch.full((3000,), 10))
    assert torch.bincount(learner.model.prior.part_of(unknown), minlength=10).min() > 200, "the whole prior"


def test_examples_without_a_label_are_told_apart_from_all_classes():
    learner = small_learner(NAME)
    images = batch_for(NAME).images[:3]
    assert learner.classes_of(Batch(images)).tolist() == [10] * 3
    assert learner.classes_of(Batch(images, torch.tensor([4, -1, 9]))).tolist() == [4, 10, 9]
    learner.set_knob("prior", "gaussian")
    assert learner.classes_of(Batch(images, torch.tensor([4, -1, 9]))).tolist() == [10] * 3, "it has no parts"


def test_a_share_of_the_labels_is_known_of_the_same_pictures_each_time():
    learner = small_learner(NAME, labelled=0.25)
    images, labels = torch.rand(4000, 1, 28, 28), torch.arange(4000) % 10
    told = learner.classes_of(Batch(images, labels))
    assert (told < 10).float().mean().item() == pytest.approx(0.25, abs=0.03)
    assert torch.bincount(told)[:10].min() > 50, "some of every class"
    order = torch.randperm(4000)
    assert torch.equal(learner.classes_of(Batch(images[order], labels[order])), told[order])
    assert (small_learner(NAME).classes_of(Batch(images, labels)) == labels).all()


def test_a_discriminator_of_two_alike_is_right_half_of_the_time_at_2_log_2():
    """Both of what it is shown drawn from the prior: nothing can be learned."""
    learner = small_learner(NAME, d_learning_rate=1e-3)
    classes, told = torch.arange(256) % 10, []
    for _ in range(150):
        told.append(learner.update_discriminator(learner.draws(classes), classes))
    accuracy, loss = (sum(each[name].item() for each in told[50:]) / 100 for name in ("d_accuracy", "d_loss"))
    assert accuracy == pytest.approx(0.5, abs=0.02) and loss == pytest.approx(2 * math.log(2), abs=0.02)


def test_a_discriminator_that_has_won_is_reported_after_two_hundred_steps():
    learner = small_learner(NAME, d_learning_rate=2e-2)
    far, classes = torch.full((16, 2), 30.0), torch.arange(16) % 10
    for _ in range(30):
        told = learner.update_discriminator(far, classes)
    assert told["d_loss"] < 0.1 and learner.smooth > 0.5 and learner.sure == 0, "one sure batch is no victory"
    learner.smooth.fill_(0.05)
    learner.sure.fill_(198)
    assert [learner.update_discriminator(far, classes)["d_wins"].item() for _ in range(2)] == [0, 1]
    learner.smooth.fill_(0.2)
    assert learner.update_discriminator(far, classes)["d_wins"] == 0 and learner.sure == 0, "the count begins anew"


# what it is told


def test_a_prior_that_was_bent_is_part_of_the_state_and_of_the_weights():
    first, second = small_learner(NAME), small_learner(NAME, seed=1)
    petals = first.model.prior.petals.tolist()
    petals[3][:2] = [2.0, 2.0]
    first.hear("prior", {"kind": "petals", "petals": petals})
    first.hear("prior", {"kind": "drawn", "curve": [[-1, -1], [1, 1]]})
    first.step(batch_for(NAME))
    second.load_state_dict(first.state_dict())
    for learner in (first, second):
        assert learner.config.prior == learner.model.prior.kind == "drawn"
        assert learner.networks["autoencoder"].prior is learner.model.prior, "an average would lag behind it"
        assert learner.model.prior.petals[3, :2].tolist() == [2, 2]
        assert learner.model.prior.drawn[-1].tolist() == pytest.approx([1, 1])
    assert "prior.drawn" in first.model.state_dict()
    with pytest.raises(KnownError, match="hears no 'colour'"):
        first.hear("colour", "red")


def test_the_preview_decodes_the_same_place_of_every_part_and_where_somebody_points():
    learner = small_learner(NAME)
    learner.look_at(batch_for(NAME, size=20))
    middles = learner.model.prior.place(torch.arange(10), torch.zeros(10), torch.zeros(10))
    with torch.no_grad():
        assert (learner.preview()["pointed"].images == to_uint8(learner.model.decode(middles))).all()
    places = learner.model.prior.place(torch.arange(10), torch.full((10,), 1.5), torch.zeros(10))
    learner.hear("pointed", places.tolist())
    shown = learner.preview()
    assert shown["styles"].columns == 10 and shown["codes"].places.shape == (20, 2)
    assert (shown["styles"].images[:10] == shown["pointed"].images).all()
    other = small_learner(NAME, seed=1)
    other.load_state_dict(learner.state_dict())
    assert (other.preview()["pointed"].images == shown["pointed"].images).all()


def test_codes_follow_a_prior_that_was_drawn_elsewhere():
    learner = small_learner(NAME, g_learning_rate=1e-2, d_learning_rate=1e-3)
    learner.hear("prior", {"kind": "drawn", "curve": [[2.0, 2.0], [3.0, 3.0]]})
    torch.manual_seed(1)
    batch, away = batch_for(NAME, size=64), []
    for _ in range(40):
        with torch.no_grad():
            away.append((learner.networks["autoencoder"].encode(batch.images).mean(0) - 2.5).norm().item())
        learner.step(batch)
    assert away[0] > 2 and away[-1] < away[0] / 2
