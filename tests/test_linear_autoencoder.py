"""The linear autoencoder is PCA as far as its trainer lets it: by the angle between the planes, not by the error."""

import pytest
import torch
from families import small_config

from genmodels import catalog, data
from genmodels.batch import Batch
from genmodels.blocks.subspace import moments, principal_angles, principal_axes
from train.measures.reconstruction import projected_mse

LATENTS, SIZE = 5, 8
FAMILY = catalog.family("linear-autoencoder")


def pictures(count: int = 600, seed: int = 0) -> torch.Tensor:
    """Pictures of 8x8 in [0, 1] around a mean that is not 0; each axis is a tenth narrower than the one before."""
    generator = torch.Generator().manual_seed(seed)
    axes = torch.linalg.qr(torch.randn(64, 64, generator=torch.Generator().manual_seed(1))).Q
    widths = 0.9 ** torch.arange(64)
    rows = torch.randn(count, 64, generator=generator) * widths @ axes.T
    return (0.5 + 0.2 * rows).clamp(0, 1).view(-1, 1, SIZE, SIZE)


def trained(steps: int, batch: int = 32, **knobs):
    """A learner that was shown all pictures and has taken so many steps."""
    torch.manual_seed(0)
    config = small_config("linear-autoencoder", **{"latents": LATENTS, "size": SIZE, "decay": 1.5e-3} | knobs)
    learner, images = FAMILY.learner(config), pictures()
    learner.begin([Batch(images[:400]), Batch(images[400:])])
    told = {}
    for step in range(steps):
        rows = torch.arange(step * batch, (step + 1) * batch) % len(images)
        told = learner.step(Batch(images[rows]))
    return learner, {name: value.item() for name, value in told.items()}


@pytest.fixture(scope="module")
def exact():
    return trained(300)


def test_with_the_exact_error_it_becomes_pca(exact):
    learner, told = exact
    assert told["angle"] < 1
    assert told["pca_mse"] < told["mse"] < 1.01 * told["pca_mse"]
    images, test = pictures(), pictures(200, seed=5)
    centred = images.flatten(1) - images.flatten(1).mean(0)
    axes = torch.linalg.svd(centred, full_matrices=False).Vh[:LATENTS].T  # by another way than the learner's
    projected = (test.flatten(1) - images.flatten(1).mean(0)) @ axes @ axes.T + images.flatten(1).mean(0)
    with torch.no_grad():
        rebuilt = learner.model.reconstruct(test).flatten(1)
    assert (rebuilt - projected).square().mean() < 0.01 * (projected - test.flatten(1)).square().mean()


def test_by_minibatches_it_rebuilds_as_well_and_its_plane_is_another(exact):
    _, told = trained(300, trainer="minibatch")
    assert told["mse"] < 1.1 * told["pca_mse"] and told["angle"] > 2 > 20 * exact[1]["angle"]


def test_without_the_mean_its_plane_leans_towards_it():
    learner, told = trained(300, centred=False)
    assert told["angle"] > 45 and not learner.model.mean.any()
    mean = pictures().flatten(1).mean(0)
    plane = torch.linalg.qr(learner.model.decoder.weight.detach()).Q
    assert (plane.T @ mean).norm() > 0.99 * mean.norm(), "the mean lies in it"


def test_no_column_is_a_component_and_the_singular_vectors_are(exact):
    learner, _ = exact
    columns = torch.nn.functional.normalize(learner.model.decoder.weight.detach(), dim=0)
    assert (columns * learner.axes).sum(0).abs().acos().rad2deg().max() > 20
    found = learner.model.components().detach()
    assert (found * learner.axes).sum(0).clamp(max=1).acos().rad2deg().max() < 1
    undecayed, told = trained(300, decay=0.0)
    found = undecayed.model.components().detach()
    assert told["angle"] < 1 < 20 < (found * undecayed.axes).sum(0).abs().acos().rad2deg().max(), "all lengths do"


def test_any_change_of_its_axes_rebuilds_the_same(exact):
    model, test = exact[0].model, pictures(5, seed=2)
    turn = torch.randn(LATENTS, LATENTS, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        before = model.reconstruct(test)
        other = type(model)(model.config)
        other.mean.copy_(model.mean)
        other.decoder.weight.copy_(model.decoder.weight @ turn)
        other.encoder.weight.copy_(torch.linalg.inv(turn) @ model.encoder.weight)
        assert torch.allclose(other.reconstruct(test), before, atol=1e-4)
        assert (other.decoder.weight - model.decoder.weight).abs().max() > 0.1


@pytest.mark.parametrize("centred", [True, False])
def test_the_error_by_moments_is_the_mean_over_all_pictures_and_so_is_its_gradient(centred):
    learner, _ = trained(3, centred=centred)
    images, network = pictures(), learner.networks["autoencoder"]
    by_moments, by_pictures = learner.error_of_all(), (images - network.reconstruct(images)).square().mean()
    assert by_moments.item() == pytest.approx(by_pictures.item(), rel=1e-4)
    for first, second in zip(
        *(torch.autograd.grad(each, list(network.parameters())) for each in (by_moments, by_pictures)), strict=True
    ):
        assert torch.allclose(first, second, atol=1e-3 * second.abs().max().item()) and second.abs().max() > 0


def test_it_is_told_of_all_pictures_once_and_remembers_them():
    learner, _ = trained(2)
    again = FAMILY.learner(learner.config)
    again.load_state_dict(learner.state_dict())
    batch = Batch(pictures(8, seed=7))
    assert {k: v.item() for k, v in learner.step(batch).items()} == {k: v.item() for k, v in again.step(batch).items()}


def test_pca_is_pca_and_angles_are_angles():
    generator = torch.Generator().manual_seed(0)
    plane = torch.rand(2, 16, generator=generator)
    train, test = (torch.rand(50, 2, generator=generator) @ plane + 0.1 for _ in range(2))
    mean, covariance, count = moments(train.split(7))
    assert count == 50 and torch.allclose(covariance, torch.cov(train.T, correction=0), atol=1e-6)
    axes, left = principal_axes(covariance, 2)
    assert torch.allclose(axes.T @ axes, torch.eye(2), atol=1e-5) and abs(left) < 1e-5
    assert projected_mse(test, mean, axes) < 1e-10 < 1e-5 < projected_mse(test, mean, axes[:, :1])
    share = torch.linalg.svdvals(train - mean)[1:].square().sum() / train.numel()
    assert projected_mse(train, mean, axes[:, :1]) == pytest.approx(share.item(), abs=1e-7)
    for degrees in (0.05, 30.0, 90.0):
        angle = torch.tensor(degrees).deg2rad()
        turned = torch.tensor([[1.0, 0.0], [0.0, angle.cos()], [0.0, angle.sin()], [0.0, 0.0]])
        mixed = turned @ torch.tensor([[2.0, 1.0], [0.0, 3.0]])  # the same plane by other columns
        found = principal_angles(torch.eye(4)[:, :2], mixed)
        assert found.tolist() == pytest.approx([0, degrees], abs=0.03)


def test_all_examples_come_once_and_in_order():
    images = torch.arange(5, dtype=torch.uint8).view(5, 1, 1, 1)
    parts = list(data.whole(data.ImageSet("five", images, torch.arange(5)), torch.device("cpu"), size=2))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert torch.cat([part.labels for part in parts]).tolist() == [*range(5)]
    assert torch.cat([part.images for part in parts]).flatten().mul(255).round().tolist() == [*range(5)]
