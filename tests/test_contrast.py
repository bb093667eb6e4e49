"""Contrastive embeddings: closed forms of the losses, who gets a gradient, what queue and bank hold, frozen probes."""

import math
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from families import batch_for, batch_of, small_learner
from torch import Tensor, nn

from genmodels import catalog
from genmodels.batch import Batch
from genmodels.blocks.residual import Block, ResNet18
from genmodels.blocks.views import PIECES, Viewing, joined, pieces, view
from genmodels.models import pirl
from genmodels.models.moco import info_nce
from genmodels.models.pirl import candidates, nce
from genmodels.models.simclr import nt_xent, partners, similarities
from train.measures import probes
from train.recipe import recipe

NAMES = ("simclr", "moco", "pirl")


def sphere(*shape: int, seed: int = 0) -> Tensor:
    return F.normalize(torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64), dim=-1)


def loss_of(places: Tensor, temperature: float = 0.5) -> Tensor:
    return nt_xent(similarities(places, temperature))


def test_embeddings_that_are_all_the_same_cost_the_log_of_the_number_of_others():
    for pictures in (2, 5, 64):
        same = sphere(1, 8).expand(2 * pictures, 8)
        assert loss_of(same).item() == pytest.approx(math.log(2 * pictures - 1), abs=1e-12)


def test_orthogonal_pictures_with_equal_views_have_the_closed_form():
    pictures, tau = 4, 0.3
    places = torch.eye(pictures, dtype=torch.float64).repeat(2, 1)
    wanted = math.log(math.exp(1 / tau) + 2 * pictures - 2) - 1 / tau
    assert loss_of(places, tau).item() == pytest.approx(wanted, abs=1e-12)


def test_the_loss_is_the_papers_formula_written_out():
    places, tau, amount = sphere(12, 5), 0.2, 6
    total = 0.0
    for i in range(12):
        j = (i + amount) % 12
        below = sum(math.exp(places[i] @ places[k] / tau) for k in range(12) if k != i)
        total -= math.log(math.exp(places[i] @ places[j] / tau) / below)
    assert loss_of(places, tau).item() == pytest.approx(total / 12, abs=1e-10)


def test_the_loss_does_not_care_which_way_the_sphere_is_turned_or_which_view_is_first():
    places = sphere(10, 4)
    turn = torch.linalg.qr(torch.randn(4, 4, dtype=torch.float64))[0]
    order = torch.randperm(5)
    mixed = torch.cat([places[5:][order], places[:5][order]])
    for other in (places @ turn, mixed):
        assert loss_of(other).item() == pytest.approx(loss_of(places).item(), abs=1e-12)


def test_nobody_is_their_own_negative():
    """Masked, not subtracted: the logit of a view with itself is no number that the loss could see."""
    logits = similarities(sphere(6, 3), 0.1)
    assert logits.diagonal().isneginf().all()
    logits = logits.clone().requires_grad_()
    nt_xent(logits).backward()
    assert not logits.grad.diagonal().any() and logits.grad.isfinite().all()
    assert partners(6, logits.device).tolist() == [3, 4, 5, 0, 1, 2]


def test_without_negatives_all_pictures_become_one_and_with_them_they_do_not():
    spread = {}
    for negatives in (True, False):
        learner = small_learner("simclr", negatives=negatives, crop=1.0, shade=0.0)
        torch.manual_seed(1)
        for _ in range(40):
            spread[negatives] = learner.step(batch_for("simclr"))["spread"].item()
    assert spread[False] < 0.02 < 0.3 < spread[True], spread


@pytest.mark.parametrize("name", NAMES)
def test_pictures_begin_all_over_the_sphere_and_not_in_one_place(name):
    learner, first = small_learner(name), batch_for(name, size=32)
    before = learner.model(first.images)
    learner.begin([first, batch_for(name, size=8, seed=1)])
    outputs = learner.model.head(learner.model.encoder(first.images))
    torch.testing.assert_close(outputs.mean(0), torch.zeros(4), atol=1e-3, rtol=0)
    torch.testing.assert_close(outputs.std(0), torch.ones(4), atol=1e-3, rtol=0)
    spread = [1 - places.mean(0).square().sum().item() for places in (before, learner.model(first.images))]
    assert spread[0] < 0.1 and spread[1] > 0.8, spread
    for network in learner.networks.values():
        torch.testing.assert_close(network(first.images), learner.model(first.images))
    if name == "pirl":
        torch.testing.assert_close(learner.bank[:32], learner.model(first.images))


def test_an_embedding_does_not_know_its_batch_mates():
    for name in NAMES:
        model = small_learner(name).model.train()
        images = torch.rand(5, 1, 28, 28)
        other = torch.cat([images[:1], torch.rand(4, 1, 28, 28)])
        torch.testing.assert_close(model(images)[0], model(other)[0])
    deep = small_learner("simclr", encoder="resnet18", channels=3, size=32).model.train()
    images = torch.rand(5, 3, 32, 32)
    torch.testing.assert_close(deep(images)[0], deep(torch.cat([images[:1], torch.rand(4, 3, 32, 32)]))[0])


def test_the_residual_network_has_eighteen_layers_and_learns_what_it_adds():
    network = ResNet18(3, 8, grid=1)
    weights = [part for part in network.modules() if isinstance(part, (nn.Conv2d, nn.Linear))]
    assert sum(part.kernel_size == (3, 3) for part in weights) == 17  # the eighteenth is whoever reads its features
    assert network(torch.rand(2, 3, 32, 32)).shape == (2, network.features) == (2, 64)
    block = Block(8, 8, 1)
    nn.init.zeros_(block.change[-1].weight)
    x = torch.rand(2, 8, 5, 5)
    assert torch.equal(block(x), x)
    learner = small_learner("simclr", encoder="resnet18", channels=3, size=32, learning_rate=2e-3, crop=1.0, shade=0.0)
    batch = batch_of(learner, 8)
    told = [learner.step(batch)["certain"].item() for _ in range(20)]
    assert sum(told[-3:]) > 2 * sum(told[:3])


@pytest.mark.parametrize("encoder", ["small", "resnet18"])
def test_features_tell_the_parts_of_a_picture_apart(encoder):
    plain, told = (small_learner("simclr", encoder=encoder, size=32, grid=grid).model for grid in (1, 2))
    picture = torch.zeros(1, 1, 32, 32)
    picture[..., :8, :8] = torch.rand(8, 8)
    images = torch.cat([torch.zeros_like(picture), picture, picture.flip(3).flip(2)])
    nothing, first, last = told.encode(images)
    channels = plain.encoder.features // (2 if encoder == "small" else 1)
    corners = [(each - nothing)[: 4 * channels].view(channels, 4).abs().mean(0)[[0, 3]] for each in (first, last)]
    assert corners[0][0] > 1.5 * corners[0][1] and corners[1][1] > 1.5 * corners[1][0]
    assert told.encode(images).shape[1] == told.encoder.features == plain.encoder.features + 3 * channels


def test_a_view_is_another_picture_each_time_and_the_same_for_the_same_seed():
    images = torch.rand(6, 1, 28, 28)
    first, second = (view(images, Viewing(), torch.Generator().manual_seed(seed)) for seed in (0, 1))
    again = view(images, Viewing(), torch.Generator().manual_seed(0))
    assert torch.equal(first, again) and not torch.equal(first, second)
    assert first.min() >= 0 and first.max() <= 1
    untouched = Viewing(crop=1.0, mirror=False, shade=0.0)
    assert torch.equal(view(images, untouched), images)


@pytest.mark.parametrize("changed", [{"crop": 0.2}, {"mirror": True}, {"shade": 1.0}, {"erase": 0.4}])
def test_each_change_of_a_view_does_what_it_is_named_for(changed):
    images = torch.rand(200, 1, 28, 28)
    plain = {"crop": 1.0, "mirror": False, "shade": 0.0, "erase": 0.0}
    seen = view(images, Viewing(**plain | changed), torch.Generator().manual_seed(0))
    moved = (seen - images).abs().amax((1, 2, 3)) > 1e-4
    if changed == {"mirror": True}:
        assert 0.35 < moved.float().mean() < 0.65
        torch.testing.assert_close(seen[moved], images[moved].flip(-1), atol=1e-5, rtol=0)
    else:
        assert moved.float().mean() > 0.95
    if "erase" in changed:
        gone = (seen == 0.5).float().mean().item()
        assert gone == pytest.approx(0.16, abs=0.02)
    if "shade" in changed:  # greys are bent, none changes its rank
        assert torch.equal(seen[0].flatten().argsort(), images[0].clamp(1e-4, 1).flatten().argsort())


def test_colours_are_turned_and_fade_and_leave_greys_alone():
    images, plain = torch.rand(300, 3, 6, 6), {"crop": 1.0, "mirror": False, "shade": 0.0}
    greys = images[:, :1].expand(-1, 3, -1, -1)

    def seen(pictures, **changed):
        return view(pictures, Viewing(**plain | changed), torch.Generator().manual_seed(0))

    torch.testing.assert_close(seen(greys, colour=1.0, grey=0.5), greys)
    faded = seen(images, grey=0.3)
    grey = (faded.amax(1) - faded.amin(1)).amax((1, 2)) < 1e-5
    assert 0.2 < grey.float().mean() < 0.4 and torch.allclose(faded[~grey], images[~grey], atol=1e-6)
    turned = seen(0.4 + 0.2 * images, colour=0.5) - (0.4 + 0.2 * images)  # so pale that nothing is cut off
    assert (turned.abs().amax((1, 2, 3)) > 1e-3).float().mean() > 0.95
    red = torch.tensor([0.6, 0.5, 0.5]).view(1, 3, 1, 1).repeat(300, 1, 1, 1)
    beside = seen(red, colour=0.5)
    length = (beside - beside.mean(1, keepdim=True)).norm(dim=1) / (red - red.mean(1, keepdim=True)).norm(dim=1)
    assert 0.45 < length.min() < 0.6 and 1.4 < length.max() < 1.55
    most = beside.argmax(1).flatten()
    assert (most == 0).all(), "an eighth of the circle leaves red the largest"
    assert (beside[:, 1] > beside[:, 2] + 1e-3).any() and (beside[:, 2] > beside[:, 1] + 1e-3).any(), "both ways"


def test_the_recipe_for_photographs_takes_a_step():
    config = replace(recipe("simclr-cifar10").config, width=4)
    learner = catalog.family("simclr").learner(config)
    assert learner.step(batch_of(learner, 4))["loss"].isfinite()


def test_pieces_put_back_in_order_are_the_picture():
    images = torch.rand(3, 2, 28, 28)
    tiles, order = pieces(images, torch.Generator().manual_seed(0))
    assert tiles.shape == (3, PIECES**2, 2, 9, 9) and len({tuple(row) for row in order.tolist()}) == 3
    back = torch.stack([each[places.argsort()] for each, places in zip(tiles, order, strict=True)])
    assert torch.equal(joined(back), images[..., :27, :27])


def test_mocos_keys_get_no_gradient_and_follow_every_weight():
    learner = small_learner("moco", momentum=0.9)
    before = [p.clone() for p in learner.key.parameters()]
    learner.step(batch_for("moco"))
    trained = {id(p) for group in learner.optimizers["query"].param_groups for p in group["params"]}
    for key, old, query in zip(learner.key.parameters(), before, learner.model.parameters(), strict=True):
        assert key.grad is None and not key.requires_grad and id(key) not in trained
        torch.testing.assert_close(key, 0.9 * old + 0.1 * query.detach())


def test_mocos_queue_forgets_the_oldest_and_takes_in_the_batch_after_the_loss():
    learner = small_learner("moco", queue=12)
    first = learner.queue.clone()
    learner.step(batch_for("moco"))  # eight pictures
    assert torch.equal(learner.queue[8:], first[8:]) and learner.written.tolist() == [1] * 8 + [0] * 4
    second = learner.queue.clone()
    learner.step(batch_for("moco"))  # four at the end, four at the beginning
    assert learner.written.tolist() == [2] * 4 + [1] * 4 + [2] * 4 and torch.equal(learner.queue[4:8], second[4:8])
    torch.testing.assert_close(learner.queue.norm(dim=1), torch.ones(12))
    assert not learner.queue.requires_grad
    # the loss of a step reads the queue as it was before it
    logits = info_nce(sphere(3, 4), sphere(3, 4), sphere(7, 4), 0.5)
    assert logits.shape == (3, 8) and logits[:, 0].tolist() == pytest.approx([2.0] * 3)


def test_a_queue_rots_where_its_network_does_not_follow_slowly():
    fresh = {}
    for momentum in (0.0, 0.999):
        learner = small_learner("moco", momentum=momentum, learning_rate=1e-2, queue=80)
        torch.manual_seed(0)
        for seed in range(12):
            learner.step(batch_for("moco", seed=seed))
        values = learner.preview()["belt"].values
        fresh[momentum] = sum(values[-8:]) / 8  # the oldest ones
    assert fresh[0.0] < fresh[0.999] - 0.02


def test_pirls_bank_has_a_row_for_each_picture_and_leaves_the_others_alone():
    learner = small_learner("pirl", memory=0.25)
    rows, before = torch.tensor([3, 30, 7, 11]), learner.bank.clone()
    images = torch.rand(4, 1, 28, 28)
    learner.step(Batch(images, rows=rows))
    others = [row for row in range(40) if row not in rows]
    assert torch.equal(learner.bank[others], before[others]) and learner.visited.nonzero().flatten().tolist() == [
        *sorted(rows.tolist())
    ]
    assert not learner.bank.requires_grad
    places = sphere(4, 4, seed=1).float()
    learner.bank = before.clone()
    learner.remember(rows, places)
    torch.testing.assert_close(learner.bank[rows], F.normalize(0.25 * before[rows] + 0.75 * places))


def test_pirl_cuts_the_asked_share_of_a_batch_into_pieces_and_compares_each_with_its_own_row(monkeypatch):
    learner, asked = small_learner("pirl", puzzled=0.5), []
    bank = learner.bank.clone()
    plain = learner.model.piece_together
    learner.model.piece_together = lambda tiles: asked.append(len(tiles)) or plain(tiles)
    monkeypatch.setattr(pirl, "candidates", lambda *given: asked.append(given[:4]) or candidates(*given))
    learner.step(Batch(torch.rand(6, 1, 28, 28), rows=torch.arange(20, 26)))
    cut, (puzzled, own, _, itself), (places, *_) = asked
    assert cut == len(puzzled) == len(itself) == 3 and len(places) == 6
    assert own.equal(bank[20:23])


def test_noise_contrast_is_the_papers_formula_and_its_probabilities_are_between_0_and_1():
    places, own, others, tau = sphere(2, 4), sphere(2, 4, seed=1), sphere(5, 4, seed=2), 0.4
    itself = torch.zeros(2, 5, dtype=torch.bool)
    itself[1, 3] = True
    total = 0.0
    for i in range(2):
        pushed = [math.exp(places[i] @ others[k] / tau) for k in range(5) if not itself[i, k]]
        pulled = math.exp(places[i] @ own[i] / tau)
        h = [each / (pulled + sum(pushed)) for each in (pulled, *pushed)]
        assert all(0 < each < 1 for each in h)
        total -= math.log(h[0]) + sum(math.log(1 - each) for each in h[1:])
    found = nce(candidates(places, own, others, itself, tau))
    assert found.item() == pytest.approx(total / 2, abs=1e-10) and found > 0


def test_probes_read_the_features_and_leave_the_weights_as_they_are():
    """Two kinds of points that a line parts are parted, by neighbours and by the line."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(200) % 2
    points = torch.randn(200, 3, generator=generator) + labels[:, None] * torch.tensor([6.0, 0, 0])
    probe = probes.linear(points[:100], labels[:100], probes.DECAY)
    assert probes.right(probe(points[100:]), labels[100:]) > 0.95
    assert probes.right(probes.neighbours(points[:100] - 3, labels[:100], points[100:] - 3), labels[100:]) > 0.9
    wrong = probes.linear(points[:100], labels[:100].roll(1), probes.DECAY)
    assert probes.right(wrong(points[100:]), labels[100:]) < 0.1
