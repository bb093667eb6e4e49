"""EBGAN: what is lifted, what rolls down, and what holds fakes apart."""

import pytest
import torch
from families import batch_for, small_learner

from genmodels.batch import Batch
from genmodels.blocks.slices import HIGH, LOW, through, weights
from genmodels.models.ebgan import SIDE, discriminator_loss, pulling_away_term
from train.measures.energy import auroc


def gradients(network) -> torch.Tensor:
    return torch.cat([weight.grad.flatten() for weight in network.parameters()])


def test_the_hinge_is_each_pictures_own():
    real, fake = torch.tensor([1.0, 3.0]), torch.tensor([2.0, 30.0])
    assert discriminator_loss(real, fake, 10.0).item() == 2 + 8 / 2, "the mean energy of the fakes is above the margin"


def test_a_fake_beyond_the_margin_teaches_the_discriminator_nothing():
    fake = torch.tensor([9.9, 10.0, 10.1], requires_grad=True)
    discriminator_loss(torch.ones(3), fake, 10.0).backward()
    assert fake.grad.tolist() == pytest.approx([-1 / 3, 0, 0])


@pytest.mark.parametrize("margin", [0.0, 1e6])
def test_without_a_margin_the_discriminator_is_an_autoencoder_like_any_other(margin):
    learner = small_learner("ebgan", margin=margin, players="discriminator")
    network, images = learner.networks["discriminator"], batch_for("ebgan").images
    reconstruction = network.decoder(network.encoder(images * 2 - 1)).add(1).div(2)
    (images - reconstruction).square().flatten(1).sum(1).mean().backward()
    wanted = gradients(network)
    metrics = learner.step(Batch(images))
    assert torch.allclose(gradients(network), wanted, rtol=1e-3, atol=1e-5) == (margin == 0)
    assert (metrics["d_loss"] == metrics["energy_real"]).item() == (margin == 0)
    assert metrics["beyond"] == (margin == 0)


def test_margin_and_energy_have_one_unit():
    """A fresh autoencoder paints grey: 784 pixels of [0, 1], each half a unit off, have an energy of 196."""
    learner = small_learner("ebgan")
    energy = learner.model.energy(torch.rand(64, 1, 28, 28).round()).mean().item()
    assert energy == pytest.approx(784 / 4, rel=0.1)
    assert learner.config.margin < energy / 2, "what is not learned yet lies beyond the margin"


def test_the_generators_loss_goes_through_the_picture_and_through_its_reconstruction():
    network = small_learner("ebgan").networks["discriminator"].double()
    image = torch.rand(1, 1, 28, 28, dtype=torch.double).mul(1.8).sub(0.9).requires_grad_(True)
    (slope,) = torch.autograd.grad(network(image).sum(), image)
    step = torch.zeros_like(image)
    step[0, 0, 9, 14] = 1e-5
    with torch.no_grad():
        found = (network(image + step) - network(image - step)).item() / 2e-5
        apart = (image - network.decoder(network.encoder(image)))[0, 0, 9, 14].item() / 2
    assert slope[0, 0, 9, 14].item() == pytest.approx(found, rel=1e-6)
    assert abs(apart - found) > 1e-3 * abs(found), "the way through the reconstruction is worth something"


def test_the_pulling_away_term_is_the_mean_squared_cosine_of_others():
    line = torch.tensor([[1.0, 2.0]])
    assert pulling_away_term(torch.cat([line, 3 * line, line])).item() == pytest.approx(1)
    assert pulling_away_term(torch.cat([line, -line])).item() == pytest.approx(1), "opposite codes lie on one line"
    assert pulling_away_term(torch.eye(4)).item() == 0
    half = torch.tensor([[1.0, 0.0], [1.0, 1.0]])
    assert pulling_away_term(half).item() == pytest.approx(0.5)
    assert 0 < pulling_away_term(torch.randn(16, 3)).item() < 1
    assert pulling_away_term(torch.cat([torch.zeros(2, 2), line])).item() == 0, "a code of no length has no direction"
    assert pulling_away_term(line).item() == 0, "there is no other"


def test_pulling_away_is_the_generators_alone():
    learners = [small_learner("ebgan", pulling_away=weight) for weight in (0.0, 100.0)]
    for learner in learners:
        torch.manual_seed(1)
        metrics = learner.step(batch_for("ebgan"))
        own = metrics["g_loss"] - learner.config.pulling_away * metrics["pulling_away"]
        assert own.item() == pytest.approx(metrics["energy_fake"].item(), rel=0.2), "added, and not taken off"
    one, other = (
        [gradients(learner.networks[name]) for learner in learners] for name in ("generator", "discriminator")
    )
    assert not torch.allclose(*one)
    assert torch.equal(*other)


def test_the_energy_of_a_picture_is_its_own():
    learner = small_learner("ebgan")
    for _ in range(3):
        learner.step(batch_for("ebgan"))
    for network in (learner.model.train(), learner.model.eval()):
        with torch.no_grad():
            together = network.energy(batch_for("ebgan").images)
            alone = torch.cat([network.energy(image[None]) for image in batch_for("ebgan").images])
        assert torch.allclose(together, alone, rtol=1e-5)


def test_what_the_border_holds_back_is_not_smoothed_into_what_may_move():
    """One grey pixel that should be a little brighter, among black ones that should be much blacker than black."""
    model = small_learner("ebgan").model
    images, slopes = torch.zeros(1, *model.picture), torch.full((1, *model.picture), 10.0)
    images[0, 0, 5, 5], slopes[0, 0, 5, 5] = 0.5, -0.1
    model.energy = lambda pictures: (pictures * slopes).flatten(1).sum(1)
    further = model.descend(images, 0.1)
    assert further[0, 0, 5, 5] > 0.5 and further.count_nonzero() == 1


def test_descending_lowers_the_energy_and_stays_a_picture():
    model, images = small_learner("ebgan").model, batch_for("ebgan").images
    with torch.inference_mode():  # as a tab asks
        further = model.descend(images, 1e-2)
        assert (model.energy(further) < model.energy(images)).all()
        assert further.min() >= 0 and further.max() <= 1
        blown = model.descend(images, 1e6)
        assert blown.isfinite().all() and blown.min() >= 0 and blown.max() <= 1


def test_what_is_lifted_is_the_generators():
    model, images = small_learner("ebgan").model, batch_for("ebgan").images
    torch.manual_seed(2)
    made = model.contrast(images)
    torch.manual_seed(2)
    assert torch.equal(made, model.generate(torch.randn(len(images), model.config.latents)))


def test_one_step_lowers_data_and_lifts_fakes_below_the_margin():
    learner = small_learner("ebgan", players="discriminator", margin=1e4, d_learning_rate=1e-3)
    images = batch_for("ebgan").images
    torch.manual_seed(3)
    noise = torch.randn(len(images), learner.config.latents)
    with torch.no_grad():
        fake = learner.networks["generator"](noise)
        before = [learner.networks["discriminator"](each).mean() for each in (images * 2 - 1, fake)]
    torch.manual_seed(3)
    learner.step(Batch(images))
    with torch.no_grad():
        after = [learner.networks["discriminator"](each).mean() for each in (images * 2 - 1, fake)]
    assert after[1] - after[0] > before[1] - before[0]


def test_a_slice_goes_through_its_three_pictures_and_the_preview_shows_its_energies():
    learner = small_learner("ebgan")
    learner.step(batch_for("ebgan"))
    learner.look_at(batch_for("ebgan", seed=1))
    shown = learner.preview()
    corners = torch.cat([learner.held.images[[0, -1]], learner.model.generate(learner.noise[:1])])
    rows = weights(9)  # of cells a fifth wide
    places = rows @ torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]])
    assert places[0].tolist() == pytest.approx([LOW + 0.1, HIGH - 0.1], abs=1e-5), "the first is at the top left"
    assert places[9 * 6 + 2].tolist() == pytest.approx([LOW + 0.5, HIGH - 1.3], abs=1e-5)
    assert torch.allclose(rows.sum(1), torch.ones(81), atol=1e-5)
    with torch.no_grad():
        pictures = through(corners, SIDE)
        energies = learner.model.energy(pictures).view(SIDE, SIDE)
    assert pictures.min() >= 0 and pictures.max() <= 1
    assert torch.allclose(torch.from_numpy(shown["slice"].values), energies, rtol=1e-5)
    told = torch.tensor(shown["samples"].values)
    with torch.no_grad():
        assert torch.allclose(told, learner.model.energy(learner.model.generate(learner.noise)), rtol=1e-4)


def test_auroc_is_how_often_the_strange_picture_has_the_higher_energy():
    assert auroc(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0, 5.0])) == 1
    assert auroc(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 3.0, 5.0])) == pytest.approx(4 / 6)
    assert auroc(torch.tensor([2.0]), torch.tensor([1.0])) == 0
