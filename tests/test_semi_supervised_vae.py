"""M1, M2 and the few labels: the bounds are what they say, and nothing that nobody told is learned from."""

import math

import pytest
import torch
import torch.nn.functional as F
from families import small_config
from torch import nn

from genmodels.batch import Batch
from genmodels.blocks.few_labels import NOBODY, NOT_YET
from genmodels.blocks.gaussian import Posterior
from genmodels.models.semi_supervised_vae import SemiSupervisedLearner
from genmodels.reasons import UserError
from train.measures.few_labels import draw_of


def learner(**changes) -> SemiSupervisedLearner:
    torch.manual_seed(0)
    config = small_config("semi-supervised-vae", reads="codes", codes=6, m1_width=16, alone=0, label_count=10)
    return SemiSupervisedLearner(config.replace(**changes))


def batch(count: int = 20, seed: int = 0) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    return Batch(torch.rand(count, 1, 28, 28, generator=generator), torch.arange(count) % 10)


def one_hot(label: int, count: int) -> torch.Tensor:
    return F.one_hot(torch.full((1, count), label), 10).float()


@pytest.mark.parametrize("reads", ["codes", "pixels"])
def test_the_bound_of_an_unlabelled_picture_is_the_sum_over_all_labels(reads):
    """Beside ten separate passes."""
    model = learner(reads=reads).model
    x = model.rows(batch(5).images)[None]
    of_x, noise, logits = model.m2.of_x(x), torch.randn(1, 5, 3), torch.randn(1, 5, 10)
    found, entropy = model.m2.unlabelled(x, of_x, logits, noise, model.kept, summed=10)
    q = logits.softmax(-1)
    each = torch.stack([model.m2.bound(x, of_x, one_hot(y, 5), noise, model.kept) for y in range(10)], -1)
    assert torch.allclose(entropy, -(q * q.log()).sum(-1), atol=1e-5)
    assert torch.allclose(found, (q * each).sum(-1) + entropy, rtol=1e-5, atol=1e-4)
    certain = -1e4 * (1 - one_hot(3, 5))
    found, entropy = model.m2.unlabelled(x, of_x, certain, noise, model.kept, summed=3)
    assert torch.allclose(found, each[..., 3], rtol=1e-5, atol=1e-4) and (entropy == 0).all()


def test_the_bound_of_a_labelled_picture_has_its_three_terms():
    """By hand, and with the label's own probability: a tenth."""
    model = learner().model
    x, y, noise = model.rows(batch(4).images)[None], one_hot(7, 4), torch.randn(1, 4, 3)
    found = model.m2.bound(x, model.m2.of_x(x), y, noise, model.kept)
    posterior = model.m2.encode(model.m2.of_x(x), y)
    z = posterior.mean + (posterior.log_variance / 2).exp() * noise
    mean, log_variance = model.m2.decode(z, y).chunk(2, -1)
    likelihood = torch.distributions.Normal(mean, (log_variance / 2).exp()).log_prob(x).sum(-1)
    prior = torch.distributions.Normal(torch.zeros(()), torch.ones(()))
    divergence = torch.distributions.kl_divergence(
        torch.distributions.Normal(posterior.mean, (posterior.log_variance / 2).exp()), prior
    ).sum(-1)
    assert torch.allclose(found, likelihood - math.log(10) - divergence, rtol=1e-5, atol=1e-4)


def test_where_all_labels_explain_alike_and_nothing_is_known_nothing_pulls():
    model = learner().model
    for part in (model.m2.of_y, model.m2.from_y):
        part.weight.data.zero_()
    x, logits = model.rows(batch(4).images)[None], torch.zeros(1, 4, 10, requires_grad=True)
    bounds, _ = model.m2.unlabelled(x, model.m2.of_x(x), logits, torch.randn(1, 4, 3), model.kept, summed=10)
    (pull,) = torch.autograd.grad(bounds.sum(), logits)
    assert pull.abs().max() < 1e-4


def test_as_many_labels_of_each_class_are_known_and_no_other_is_ever_read():
    taught, misled = (learner(label_count=30, draws=2) for _ in range(2))
    told, later = batch(60), batch(60, seed=1)
    lies = Batch(later.images, later.labels.roll(1))
    for each, then in ((taught, later), (misled, lies)):
        torch.manual_seed(3)
        each.step(told)
        labels = each.few.known(torch.device("cpu"))[1]
        assert labels.shape == (2, 30) and (torch.stack([row.bincount() for row in labels]) == 3).all()
        assert not torch.equal(each.few.images[0], each.few.images[1]), "two draws of the same pictures"
        each.step(then)
    weights = [torch.cat([p.flatten() for p in each.model.parameters()]) for each in (taught, misled)]
    assert torch.equal(*weights)


def test_a_label_weighs_less_where_there_are_more():
    """alpha N / N_l for each: the mean over the labelled beside the mean over all."""

    def pull(count: int) -> float:
        """The gradient of one labelled picture's loss."""
        each = learner(label_count=count)
        each.few.note(batch(count))
        each.steps = 1
        loss, _ = each.m2_loss(batch(8, seed=2))
        last = each.networks["ssvae"].m2.classifier[-1]
        free = {"alpha": 0.0}
        torch.manual_seed(1)
        with_labels = torch.autograd.grad(each.m2_loss(batch(8, seed=2))[0], last.bias)[0]
        each.config = each.config.replace(**free)
        torch.manual_seed(1)
        without = torch.autograd.grad(each.m2_loss(batch(8, seed=2))[0], last.bias)[0]
        assert loss.isfinite()
        return (with_labels - without).norm().item() / count

    assert pull(20) == pytest.approx(pull(10) / 2, rel=0.25)  # other pictures, so not to the digit


def test_m2_reads_draws_of_the_codes_that_say_something():
    each = learner(m1_steps=1)
    each.step(batch())
    m1 = each.networks["ssvae"].m1
    with torch.no_grad():
        m1.encoder[-1].weight[2].zero_()  # one number of the code is the same for all pictures
        m1.encoder[-1].weight[:2].mul_(100)
    each.model.load_state_dict(each.networks["ssvae"].state_dict())
    each.step(batch())
    assert each.model.kept[:2].all() and not each.model.kept[2]
    x, _ = each.read(batch(), each.few.known(torch.device("cpu"))[0])
    again, _ = each.read(batch(), each.few.known(torch.device("cpu"))[0])
    assert not torch.equal(x, again) and (x[..., 2] == 0).all()
    before = [p.clone() for p in m1.parameters()]
    each.step(batch())
    assert all(torch.equal(*pair) for pair in zip(before, m1.parameters(), strict=True)), "M1 stands still"


class Sure(nn.Module):
    """An encoder without doubt: what is drawn of its codes are their means, (..., 784) -> (..., 2 x 6)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = torch.arange(6 * 784).view(784, 6).sin()
        return torch.cat([x @ rows, torch.full((*x.shape[:-1], 6), -60.0)], -1)


@pytest.mark.parametrize("reads", ["codes", "pixels"])
def test_labelled_pictures_are_moved_about_and_no_others(reads):
    """Pictures of black and white pixels, and an M1 that is sure of what it says: chance moves nothing else."""
    each = learner(reads=reads, label_count=20, jitter=1.0)
    if reads == "codes":
        each.networks["ssvae"].m1.encoder = Sure()
    pictures = Batch(torch.zeros(20, 1, 28, 28), torch.arange(20) % 10)
    pictures.images[:, :, 8:20, 11:17] = 1.0
    each.few.note(pictures)
    known, _ = each.few.known(torch.device("cpu"))
    once, again = each.read(pictures, known)[0], each.read(pictures, known)[0]
    assert torch.allclose(once[:, :20], again[:, :20], atol=1e-3), "those without a label lie still"
    assert not torch.allclose(once[:, 20:], again[:, 20:], atol=0.1), "the labelled are moved anew each time"
    assert not torch.allclose(once[:, 20:], once[:, :20], atol=0.1)
    assert torch.equal(known, each.few.known(torch.device("cpu"))[0]), "what is kept is what was told"
    each.set_knob("jitter", 0.0)
    assert torch.allclose(each.read(pictures, known)[0][:, 20:], once[:, :20], atol=1e-3)


@pytest.mark.parametrize("looks", ["codes", "pixels"])
def test_the_classifier_may_look_at_pixels_where_m2_reads_codes(looks):
    """Where no number of the code says anything, only pixels tell two pictures apart."""
    each = learner(looks=looks, m1_steps=1)
    for _ in range(2):
        each.step(batch())
    x, looked_at = each.read(batch(), each.few.known(torch.device("cpu"))[0])
    assert x.shape == (1, 30, 6)
    if looks == "pixels":
        assert torch.equal(looked_at[0, :20], batch().images.flatten(1))
    else:
        assert looked_at is x
    each.look_at(batch(80, seed=4))
    each.model.kept.zero_()
    one, other = each.model.classify(batch(2).images)
    assert torch.allclose(one, other, atol=1e-6) == (looks == "codes")
    before = [p.clone() for p in each.networks["ssvae"].m2.classifier.parameters()]
    assert {"wrong", "accuracy"} <= {**each.step(batch()), **each.exam()}.keys()
    after = each.networks["ssvae"].m2.classifier.parameters()
    assert all(not torch.equal(*pair) for pair in zip(before, after, strict=True))


def test_what_m1_said_of_a_picture_is_not_asked_again():
    each, asked = learner(), []
    ask = each.codes.ask
    each.codes.ask = lambda images: asked.append(len(images)) or ask(images)
    rows = torch.tensor([5, 2, 9])
    images = batch(3).images
    first = each.codes(images, rows)
    assert torch.equal(each.codes(images, rows), first) and sum(asked) <= 4
    assert torch.allclose(first, ask(images), atol=1e-6)
    assert torch.equal(each.codes(images[1:], rows[1:]), first[1:])


def test_a_person_names_digits_and_takes_it_back():
    each = learner(label_count=0, jitter=1.0)
    each.look_at(batch(80, seed=4))
    on_map = len(each.few.on_map)
    assert (each.preview()["map"].labels == NOBODY).all()
    each.step(batch())
    each.hear("labels", {0: 3})
    before = [p.clone() for p in each.networks["ssvae"].m2.classifier.parameters()]
    each.step(batch())
    same = zip(before, each.networks["ssvae"].m2.classifier.parameters(), strict=True)
    assert all(torch.equal(*pair) for pair in same), "with one class there is nothing to tell apart"
    each.hear("labels", {0: 3, 1: 5})
    assert {"wrong", "entropy"} <= each.step(batch()).keys()
    assert set(each.preview()["map"].labels.tolist()) <= {3, 5}, "a class that nobody named is not guessed"
    known, labels = each.few.known(torch.device("cpu"))
    assert labels.tolist() == [[3, 5]] and torch.equal(known[0], each.held.images[:2])
    other = learner(label_count=0)
    other.load_state_dict(each.state_dict())
    assert other.few.told == {0: 3, 1: 5}
    each.hear("labels", {1: 5})
    assert each.few.told == {1: 5} and on_map == 30 and len(each.few.examined) == 50
    with pytest.raises(UserError, match="hears no 'prior'"):
        each.hear("prior", 1)


def test_the_map_tells_doubt_in_nats():
    each = learner(label_count=10)
    each.look_at(batch(80, seed=4))
    each.step(batch())
    points = each.preview()["map"]
    assert points.values.shape == (30,) and points.values.min() >= 0 and points.values.max() <= math.log(10) + 1e-4
    log_q = each.model.classify(each.few.on_map.images).log_softmax(1)
    assert torch.allclose(torch.from_numpy(points.values), -(log_q.exp() * log_q).sum(1), atol=1e-4)
    assert (points.labels == log_q.argmax(1).numpy()).all()


def test_draws_side_by_side_do_not_touch_each_other():
    """The first of two is what it would be with another second."""
    each = learner(draws=2)
    x = torch.randn(2, 4, 6)
    layer = each.model.m2.of_x
    changed = torch.cat([x[:1], torch.randn(1, 4, 6)])
    assert torch.equal(layer(x)[0], layer(changed)[0]) and not torch.equal(layer(x)[1], layer(changed)[1])
    alone = F.linear(x[0], layer.weight[0].T, layer.bias[0, 0])
    assert torch.allclose(layer(x)[0], alone, atol=1e-6)


def test_the_first_draw_answers_and_asks_no_other():
    model = learner(draws=3).model
    images = batch(2).images
    everything = model.classify_all(model.looked_at(images))
    asked = []
    model.m2.classifier.register_forward_pre_hook(lambda _, inputs: asked.append(len(inputs[0])))
    answer, hand = model.classify(images), model.analogies(images)
    assert torch.allclose(answer, everything[0], atol=1e-6) and not torch.allclose(answer, everything[1], atol=1e-3)
    assert set(asked) == {1}
    with torch.no_grad():
        for weight in model.m2.parameters():
            if len(weight) == 3:
                weight[1:].normal_()
    assert torch.equal(model.classify(images), answer) and torch.equal(model.analogies(images), hand)


def test_the_same_hand_writes_every_class():
    model = learner().model
    images = batch(2).images
    pictures = model.analogies(images)
    assert pictures.shape == (2, 10, 1, 28, 28)
    label = model.classify(images).argmax(1)
    z = model.encode(images, F.one_hot(label, 10).float())
    assert isinstance(z, Posterior)
    again = model.decode(z.mean, torch.eye(10)[[4, 4]])
    assert torch.allclose(pictures[:, 4], again, atol=1e-6)


def test_a_draw_has_ten_of_each_class_and_another_has_others():
    labels = torch.randint(0, 10, (2000,), generator=torch.Generator().manual_seed(0))
    first, second = draw_of(labels, 10, 0), draw_of(labels, 10, 1)
    assert (labels[first].bincount() == 10).all() and not torch.equal(first, second)
    assert NOT_YET not in labels[first]
