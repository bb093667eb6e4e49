"""CycleGAN as its paper says: directions, pool, instance norm, two players apart, pictures that nobody paired."""

import pytest
import torch
from families import batch_for, small_config, small_learner
from torch import nn

from genmodels import data
from genmodels.batch import Batch
from genmodels.data import Batches, ImageSet
from genmodels.models.cyclegan import CycleGAN, PatchGAN, from_pool
from train.measures.round_trip import colours_l1, dusted, partner_ranks, style_accuracy, style_classifier
from train.recipe import recipe


class Shade(nn.Module):
    """A generator that paints everything in one grey, of [-1, 1]."""

    def __init__(self, shade: float):
        super().__init__()
        self.shade = nn.Parameter(torch.tensor(shade))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(images) + self.shade


def grey(shade: float, count: int = 2) -> torch.Tensor:
    return torch.full((count, 3, 16, 16), shade)


def painters(to_b: float, to_a: float, **changes):
    """A learner whose generators paint one grey each: G: A -> B the first, F: B -> A the second."""
    learner = small_learner("cyclegan", precision="float32", **changes)
    generators = learner.networks["generator"]
    generators.a_to_b, generators.b_to_a = Shade(to_b), Shade(to_a)
    return learner


def test_identity_is_asked_of_what_is_in_the_target_domain_and_cycle_of_the_return():
    a, b = grey(0.5), grey(-0.25)
    metrics, made_a, made_b = painters(to_b=-0.25, to_a=0.5).update_generators(a, b)
    assert metrics["identity"] == 0 == metrics["cycle"] and made_a[0, 0, 0, 0] == 0.5 and made_b[0, 0, 0, 0] == -0.25
    metrics, *_ = painters(to_b=0.5, to_a=-0.25).update_generators(a, b)
    assert metrics["identity"] == metrics["cycle"] == 0.75, "each paints its own input's domain: both are wrong"


def test_generators_that_change_nothing_lose_nothing():
    learner = small_learner("cyclegan", precision="float32")
    generators = learner.networks["generator"]
    for one in (generators.a_to_b, generators.b_to_a):
        one.forward = lambda images, one=one: images + 0 * one.layers[0].bias[0]
    metrics, made_a, made_b = learner.update_generators(grey(0.5), grey(-0.25))
    assert metrics["identity"] == 0 == metrics["cycle"]
    assert torch.equal(made_a, grey(-0.25)) and torch.equal(made_b, grey(0.5))


def test_losses_weigh_as_the_paper_says():
    a, b = grey(0.5), grey(-0.25)
    slopes = []
    for changes in ({"cycle_weight": 0.0}, {"identity_weight": 0.0}, {"identity_weight": 0.5}):
        learner = painters(to_b=0.0, to_a=0.5, **changes)
        learner.update_generators(a, b)
        slopes.append(learner.networks["generator"].a_to_b.shade.grad)
    fooling, cycle, both = slopes
    assert cycle - fooling == pytest.approx(10.0, abs=1e-4), "lambda 10: G(F(b)) lies above b"
    assert both - cycle == pytest.approx(5.0, abs=1e-4), "half of it: G(b) lies above b"


def test_each_player_leaves_the_others_weights_and_gradients_alone():
    learner = small_learner("cyclegan")
    batch = batch_for("cyclegan")
    learner.step(batch)

    def state(player: str) -> list[torch.Tensor]:
        kept = learner.networks[player].parameters()
        return [part.clone() for parameter in kept for part in (parameter.detach(), parameter.grad)]

    before = state("discriminator")
    _, made_a, made_b = learner.update_generators(batch.images * 2 - 1, batch.others * 2 - 1)
    assert all(map(torch.equal, before, state("discriminator")))
    assert all(parameter.requires_grad for parameter in learner.networks["discriminator"].parameters())
    before = state("generator")
    learner.update_discriminators(batch.images * 2 - 1, batch.others * 2 - 1, made_a, made_b)
    assert all(map(torch.equal, before, state("generator")))


def test_patchgans_learn_that_their_own_domain_is_near_one_and_translations_near_nothing():
    learner = small_learner("cyclegan", d_learning_rate=2e-3, precision="float32")
    a, b, made_a, made_b = grey(1.0), grey(-1.0), grey(0.2), grey(-0.2)
    told = [learner.update_discriminators(a, b, made_a, made_b) for _ in range(60)]
    assert told[-1]["d_x"] - told[-1]["d_g_z1"] > 0.3 > abs(told[0]["d_x"] - told[0]["d_g_z1"])
    critics = learner.networks["discriminator"]
    with torch.no_grad():
        assert critics["a"](a).mean() > critics["a"](made_a).mean()
        assert critics["b"](b).mean() > critics["b"](made_b).mean()


def test_a_pool_shows_the_first_as_they_are_and_swaps_half_of_the_later_ones():
    torch.manual_seed(0)
    pool, filled = torch.zeros(50, 1, 1, 1), 0
    shown = []
    for number in range(1, 1051):
        one, filled = from_pool(pool, filled, torch.full((1, 1, 1, 1), float(number)))
        shown.append(int(one))
    assert shown[:50] == list(range(1, 51)) and filled == 50
    later = [old != new for new, old in enumerate(shown[50:], start=51)]
    assert 0.44 < sum(later) / 1000 < 0.56
    earlier = [old for old in shown[50:] if old not in pool.flatten().int().tolist()]
    swapped = [old for was, old in zip(later, shown[50:], strict=True) if was]
    assert len(set(swapped)) == len(swapped), "what was taken out does not come back"
    assert set(swapped) <= set(earlier), "its place was taken"
    assert len({*swapped, *pool.flatten().int().tolist()}) == len(swapped) + 50


def test_an_empty_pool_shows_what_was_just_made_and_a_pool_holds_no_graph():
    made = torch.rand(3, 1, 2, 2)
    assert from_pool(torch.zeros(0, 1, 2, 2), 0, made)[0] is made
    learner = small_learner("cyclegan", pool=3)
    for _ in range(2):
        learner.step(batch_for("cyclegan"))
    assert learner.filled == {"a": 3, "b": 3} and not learner.pool_a.requires_grad and learner.pool_a.abs().sum() > 0
    again = small_learner("cyclegan", seed=1, pool=3)
    again.load_state_dict(learner.state_dict())
    assert again.filled == learner.filled and torch.equal(again.pool_b, learner.pool_b)


@torch.no_grad()
@pytest.mark.parametrize("residual", [False, True])
def test_a_picture_is_translated_the_same_whatever_is_beside_it(residual):
    torch.manual_seed(0)
    model = CycleGAN(small_config("cyclegan", residual=residual))
    pictures = torch.rand(3, 3, 16, 16)
    for translate in (model.train().to_b, model.eval().to_a):
        assert torch.allclose(translate(pictures)[:1], translate(pictures[:1]), atol=1e-5)
        assert not torch.allclose(translate(pictures)[0], translate(pictures)[1], atol=1e-3)
    assert not any(True for _ in model.buffers()), "running statistics"


@torch.no_grad()
def test_a_generator_that_adds_begins_near_what_it_reads_and_the_other_does_not():
    torch.manual_seed(0)
    pictures = torch.rand(4, 3, 16, 16)
    ways = (CycleGAN(small_config("cyclegan", residual=residual)).eval() for residual in (True, False))
    added, anew = ((model.to_b(pictures) - pictures).abs().mean() for model in ways)
    assert added < 0.1 < anew


def test_a_patchgan_sees_thirty_four_pixels():
    torch.manual_seed(0)
    critic = PatchGAN(4).double()
    for layer in critic.modules():  # it sees the whole picture's mean, of which this test is not
        if isinstance(layer, nn.InstanceNorm2d):
            layer.forward = lambda maps: maps
    image = torch.rand(1, 3, 64, 64, dtype=torch.float64, requires_grad=True)
    verdicts = critic(image)
    assert verdicts.shape == (1, 1, 14, 14)
    verdicts[0, 0, 7, 7].backward()
    seen = image.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    assert seen[-1] - seen[0] + 1 == 34


def test_pictures_of_the_two_domains_are_drawn_independently():
    count = 12
    rows = torch.arange(count, dtype=torch.uint8)[:, None, None, None].expand(-1, 3, 1, 1)
    batches = Batches(ImageSet("numbered", rows, others=rows), 4, torch.device("cpu"))
    joint = torch.zeros(count, count)
    for _ in range(3 * 400):
        batch = next(batches)
        first, second = (part[:, 0, 0, 0].mul(255).round().long() for part in (batch.images, batch.others))
        assert len(set(second.tolist())) == 4 and torch.equal(first, batch.rows)
        joint.index_put_((first, second), torch.ones(4), accumulate=True)
    assert torch.equal(joint.sum(0), torch.full((count,), 400.0)) and torch.equal(joint.sum(1), joint.sum(0))
    expected = 400 / count
    assert (joint.diagonal() / expected).mean() == pytest.approx(1, abs=0.3), "partners meet by chance alone"
    assert ((joint - expected) ** 2 / expected).sum() < 200, "chi square, 121 degrees of freedom"
    again = Batches(ImageSet("numbered", rows, others=rows), 4, torch.device("cpu"), start=7)
    fresh = Batches(ImageSet("numbered", rows, others=rows), 4, torch.device("cpu"))
    following = [next(fresh) for _ in range(8)][-1]
    assert torch.equal(next(again).others, following.others), "a run that goes on meets other pictures"


def test_a_partner_is_found_by_how_many_are_nearer():
    pictures = torch.rand(6, 3, 8, 8)
    assert partner_ranks(pictures[:4], pictures).tolist() == [0, 0, 0, 0]
    assert partner_ranks(pictures[[1, 0]], pictures).min() >= 1


def test_a_classifier_tells_two_styles_apart_by_how_they_are_painted():
    torch.manual_seed(0)
    flat = (torch.rand(40, 3, 1, 1) * 255).expand(-1, -1, 32, 32).to(torch.uint8)
    rough = (torch.rand(40, 3, 32, 32) * 255).to(torch.uint8)
    chance = torch.get_rng_state()
    classifier = style_classifier(ImageSet("styles", flat, others=rough), torch.device("cpu"))
    assert torch.equal(chance, torch.get_rng_state())
    flat, rough = flat / 255, rough / 255
    assert style_accuracy(classifier, rough, flat) > 0.95
    assert style_accuracy(classifier, flat, rough) < 0.05, "copies are of the wrong style"


def test_dust_stays_as_fine_as_it_is_said_to_be():
    pictures = torch.cat([torch.rand(2, 3, 16, 16), torch.ones(1, 3, 16, 16)])
    fine, coarse = (dusted(pictures, grain, torch.Generator().manual_seed(0)) for grain in (2, 8))
    assert 1.5 / 255 < (fine - pictures).abs().max() <= 2 / 255 + 1e-6
    assert (coarse - pictures).abs().max() > 6 / 255 and coarse.min() >= 0 and coarse.max() <= 1
    assert torch.equal(dusted(pictures, 0, torch.Generator()), pictures)


def test_a_tint_of_the_drawings_counts_as_what_brings_the_colours_back():
    class Tinted:
        """Reads the colours from a drawing's tint."""

        def to_a(self, drawings: torch.Tensor) -> torch.Tensor:
            return drawings

    images = torch.rand(4, 3, 16, 16)
    found = colours_l1(Tinted(), Batch(images), images)
    assert found["colours_l1"] == 0 < 0.1 < found["colours_l1_grey"]


def test_without_a_cycle_the_return_is_looked_at_and_nothing_learns_from_it():
    a, b = grey(0.5), grey(-0.25)
    learner = painters(to_b=0.0, to_a=0.0, cycle_weight=0.0)
    metrics, *_ = learner.update_generators(a, b)
    assert metrics["cycle"] == pytest.approx(0.375)


@pytest.mark.parametrize("name", ["emoji-styles", "emoji-lines"])
def test_emojis_of_two_domains_are_partners_row_by_row_and_held_out_ones_are_no_others(name, request):
    test, train = request.getfixturevalue(f"{name}_test"), data.load(name)
    assert test.images.shape == test.others.shape == (len(test), 3, 64, 64) and test.images.dtype == torch.uint8
    mine, theirs = ((part.float() / 255) for part in (test.images, test.others))
    near = (mine - theirs).abs().mean()
    assert near < (mine - theirs.roll(1, 0)).abs().mean(), "rows do not belong together"
    known = {picture.numpy().tobytes() for picture in train.images}
    # a few emojis look alike, as skin tones of a hand
    assert sum(picture.numpy().tobytes() in known for picture in test.images) < 0.05 * len(test)


def test_one_generator_reads_its_picture_larger_and_the_other_smaller_by_as_much():
    square = torch.zeros(2, 3, 32, 32)
    square[:, :, 12:20, 12:20] = 1
    model = CycleGAN(small_config("cyclegan", size=32, zoom=1.5, residual=True)).eval()
    for generator in (model.a_to_b, model.b_to_a):
        nn.init.zeros_(generator.layers[-1].weight), nn.init.zeros_(generator.layers[-1].bias)  # it adds nothing
    larger, smaller = model.to_b(square), model.to_a(square)
    assert [(each[0, 0] > 0.5).sum().item() for each in (larger, smaller)] == [12 * 12, 6 * 6]
    assert (model.to_a(larger) - square).abs().mean() < 0.04, "the two do not undo each other"
    paper = model.to_a(torch.ones(1, 3, 32, 32))
    assert paper.min() > 0.98, "beyond the border is other paper"


def test_the_zoom_of_the_recipe_is_that_of_its_training_pictures(request):
    request.getfixturevalue("emoji-styles_test")
    train = data.load("emoji-styles")
    wide = [(part.amin(1) < 242).any(1).sum(1).float().mean().item() for part in (train.images, train.others)]
    assert recipe("cyclegan-emoji").config.zoom == pytest.approx(wide[1] / wide[0], abs=0.05)


def test_the_preview_is_each_picture_its_translation_and_its_return():
    learner = small_learner("cyclegan")
    batch = batch_for("cyclegan")
    for _ in range(2):
        learner.step(Batch(batch.images, others=batch.others))
    shown = learner.preview()
    assert [value.images.shape for value in shown.values()] == [(24, 16, 16, 3)] * 2
    with torch.no_grad():
        made = learner.model.to_b(learner.shown_a)
    assert (shown["round_trips"].images[8:16] == made.mul(255).round().permute(0, 2, 3, 1).numpy()).mean() > 0.99
    assert torch.equal(learner.shown_b[:4], batch.others)
