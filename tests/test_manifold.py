"""The five maps: each is what its method says, a new picture lands where it should, and nothing else moves for it."""

import numpy as np
import pytest
import sklearn.manifold
import torch
from families import batch_for, small_config, small_learner
from sklearn.datasets import make_swiss_roll
from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.metrics import pairwise_distances

from genmodels import data
from genmodels.batch import Batch
from genmodels.metrics import neighbour_accuracy, trustworthiness
from genmodels.models import manifold
from genmodels.models.manifold import METHODS, affinities, barycentric, discriminant, isomap, locally_linear
from genmodels.reasons import UserError

TSNE = METHODS.index("tsne")


@pytest.fixture(scope="module")
def solved():
    """Maps of 300 digits, and 60 others."""
    digits = data.held_out(data.load("digits"), 360, torch.device("cpu"))
    config = {
        "points": 300,
        "components": 20,
        "perplexity": 20.0,
        "iterations": 80,
        "landmarks": 40,
        "isomap_neighbours": 6,
        "lle_neighbours": 12,
    }
    learner = small_learner("manifold", **config)
    metrics = learner.step(Batch(digits.images[:300], digits.labels[:300]))
    return learner.model.eval(), digits, metrics


def test_principal_components_are_orthonormal_in_order_and_no_mirror():
    pixels = np.random.default_rng(0).random((60, 30)) * np.linspace(1, 3, 30)
    mean, axes = manifold.principal_components(pixels, 8)
    assert np.allclose(axes.T @ axes, np.eye(8), atol=1e-6)
    spread = ((pixels - mean) @ axes).var(0, ddof=1)
    largest = np.sort(np.linalg.eigvalsh(np.cov(pixels.T)))[::-1][:8]
    assert np.allclose(spread, largest)
    again = manifold.principal_components(pixels[::-1], 8)[1]
    assert np.allclose(axes, again), "other signs for the same pictures in another order"


def test_a_discriminant_has_one_axis_fewer_than_classes_and_parts_them():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(300, 6)) * (9, 1, 1, 1, 1, 1)
    labels = np.arange(300) % 3
    codes[:, 4] += 6 * (labels == 1)
    codes[:, 5] += 6 * (labels == 2)
    places = codes @ discriminant(codes, labels)
    spread = np.array([places[labels == label].std(0).max() for label in range(3)]).max()
    middles = np.array([places[labels == label].mean(0) for label in range(3)])
    assert pairwise_distances(middles)[np.triu_indices(3, 1)].min() > 3 * spread, "it looked at the widest axis"
    two = discriminant(codes, labels == 1)
    assert np.abs(two[:, 0]).max() > 0 and not two[:, 1].any()


def test_isomap_rolls_a_sheet_out_until_a_neighbour_lies_on_the_next_turn():
    points, angles = make_swiss_roll(700, random_state=0)
    points[:, 1] /= 2  # as dense as with twice as many

    def order(neighbours: int) -> float:
        places = isomap(points, neighbours, 10)[0]
        ranks = [np.argsort(np.argsort(values)) for values in (places[:, 0], angles)]
        return abs(np.corrcoef(*ranks)[0, 1])

    assert order(8) > 0.99
    assert order(40) < 0.6


def test_isomap_bridges_what_falls_apart():
    blobs = np.random.default_rng(0).normal(size=(60, 4))
    blobs[30:] += 100
    places, ways, *_ = isomap(blobs, 5, 10)
    assert np.isfinite(places).all() and np.isfinite(ways).all()


def test_lle_mixes_each_point_from_its_neighbours_and_drops_the_map_of_one_place():
    rng = torch.Generator().manual_seed(0)
    neighbours = torch.randn(5, 7, 20, generator=rng)
    codes = (torch.rand(5, 7, 1, generator=rng).softmax(1) * neighbours).sum(1)
    weights = barycentric(codes, neighbours)
    assert torch.allclose(weights.sum(1), torch.ones(5), atol=1e-5)
    assert ((weights[:, :, None] * neighbours).sum(1) - codes).norm(dim=1).max() < 0.05 * codes.norm(dim=1).min()
    assert barycentric(codes, codes[:, None].expand(5, 7, 20)).isfinite().all(), "all neighbours alike"
    places = locally_linear(np.random.default_rng(0).normal(size=(120, 5)), 12)
    assert np.allclose(places.mean(0), 0, atol=1e-6) and np.allclose(places.T @ places, np.eye(2), atol=1e-6)


def test_each_point_has_as_many_neighbours_as_the_perplexity_says():
    distances = torch.rand(30, 60, generator=torch.Generator().manual_seed(0)).sort(1).values * 50
    shares = affinities(distances, 5.0)
    assert torch.allclose(shares.sum(1), torch.ones(30), atol=1e-5)
    entropy = -(shares * shares.clamp_min(1e-30).log()).sum(1)
    assert torch.allclose(entropy, torch.tensor(5.0).log().expand(30), atol=1e-3)


def test_the_maps_own_points_stay_and_a_picture_that_lies_there_lands_on_itself(solved):
    model, *_ = solved
    before = {name: value.clone() for name, value in model.state_dict().items()}
    placed = model.place(model.own_pictures())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    for number, method in enumerate(METHODS):
        own = model.places[number]
        fifth = torch.cdist(own, own).kthvalue(6, dim=1).values
        near = ((placed[:, number] - own).norm(dim=1) <= fifth + 1e-4 * own.std()).float().mean()
        assert near > (0.9 if method == "isomap" else 0.97), method


def test_new_pictures_land_among_their_kind_one_by_one_as_all_at_once(solved):
    model, digits, _ = solved
    new, labels = digits.images[300:], digits.labels[300:]
    placed = model.place(new)
    alone = torch.cat([model.place(one) for one in new[:5].split(1)])
    assert torch.allclose(alone, placed[:5], rtol=1e-3, atol=1e-3 * model.places.abs().amax())
    own = model.labels.long()
    right = [neighbour_accuracy(placed[:, number], labels, model.places[number], own) for number in range(5)]
    assert right[TSNE] > 0.8 and right[TSNE] == max(right) and min(right) > 0.2


def test_isomap_and_lle_place_as_their_authors_do(solved):
    model, digits, _ = solved
    codes, new = model.codes.double().numpy(), digits.images[300:]
    placed = model.place(new).numpy()
    features = model.features(new).double().numpy()
    theirs = LocallyLinearEmbedding(n_neighbors=12, n_components=2, random_state=0).fit(codes).transform(features)
    ours = placed[:, METHODS.index("lle")]
    assert all(abs(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) > 0.999 for axis in (0, 1))
    theirs = Isomap(n_neighbors=6, n_components=2).fit(codes).transform(features)
    ours = placed[:, METHODS.index("isomap")]
    assert all(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1] > 0.97 for axis in (0, 1)), "by 40 landmarks of 300"


def test_the_forces_on_a_placed_point_balance(solved):
    model, digits, _ = solved
    codes = model.features(digits.images[300:320])
    distances, nearest = model.nearest(codes, manifold.NEAR)
    assert torch.allclose(distances, torch.cdist(codes, model.codes).sort(1).values[:, : manifold.NEAR], atol=1e-2)
    places = model.places[TSNE]
    shares = manifold.ATTRACTION * affinities(distances, manifold.NEAR_PERPLEXITY)

    def slope(at: torch.Tensor) -> torch.Tensor:
        at = at.clone().requires_grad_()
        tails = 1 / (1 + torch.cdist(at, places, compute_mode="donot_use_mm_for_euclid_dist").square())
        loss = -(shares * tails.gather(1, nearest).log()).sum() + tails.sum(1).log().sum()
        return torch.autograd.grad(loss, at)[0].norm(dim=1)

    start = places[nearest].median(1).values
    settled = model.settle(distances, nearest)
    assert slope(settled).median() < 0.05 * slope(start).median()


def test_trust_is_the_librarys_on_all_rows_and_near_it_on_some(solved):
    model, *_ = solved
    ours, some = (trustworthiness(model.codes, model.places, rows) for rows in (300, 100))
    codes = model.codes.double().numpy()
    theirs = [sklearn.manifold.trustworthiness(codes, own.numpy(), n_neighbors=10) for own in model.places]
    assert ours == pytest.approx(theirs, abs=1e-4) and some == pytest.approx(ours, abs=0.05)
    assert trustworthiness(model.codes, model.codes[None, :, :2], 300) < trustworthiness(
        model.codes, model.codes[None], 300
    )


def test_pictures_come_back_in_sixteen_shades(solved):
    model, digits, metrics = solved
    off = (model.own_pictures() - digits.images[:300]).abs()
    assert 0 < off.max() <= 0.5 / manifold.LEVELS + 1e-6 and torch.equal(model.labels.long(), digits.labels[:300])
    assert 0.8 < metrics["explained"] < 1 and 0 < metrics["kl"] < 2


def test_a_learner_is_done_after_its_only_step():
    learner = small_learner("manifold")
    assert not learner.done
    learner.step(batch_for("manifold"))
    assert learner.done
    again = small_learner("manifold")
    again.load_state_dict(learner.state_dict())
    assert again.done


@pytest.mark.parametrize(
    ("knob", "value"),
    [("perplexity", 13.1), ("isomap_neighbours", 40), ("lle_neighbours", 41), ("landmarks", 41), ("components", 41)],
)
def test_more_than_the_pictures_have_is_refused_in_a_sentence(knob, value):
    small_config("manifold", perplexity=13.0, isomap_neighbours=39)
    with pytest.raises(UserError, match=f"{knob} must be at most (13|39|40), not {value}"):
        small_config("manifold", **{knob: value})


def test_too_few_pictures_are_refused_in_a_sentence():
    learner = small_learner("manifold", points=50)
    with pytest.raises(UserError, match="batch_size must be at least 50, not 40"):
        learner.step(batch_for("manifold"))
