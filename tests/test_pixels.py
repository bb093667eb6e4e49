"""Models that write pixel by pixel: no look ahead, exact probabilities, no more computed than must be."""

import itertools

import pytest
import torch

from genmodels import catalog
from genmodels.batch import Batch
from genmodels.blocks.autoregressive import decided
from genmodels.models.pixelcnn import MaskedConv2d

KINDS = {
    "gated": ("pixelcnn", {"stacks": "gated", "layers": 6}),
    "plain": ("pixelcnn", {"stacks": "plain", "layers": 4}),
    "rnn": ("pixelrnn", {}),
}


def model(kind: str, **changes):
    """A small one whose weights are large enough for its probabilities to be far from even."""
    name, knobs = KINDS[kind]
    family = catalog.family(name)
    torch.manual_seed(0)
    made = family.model(family.config(**{"size": 9, "width": 6, **knobs, **changes})).eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter.mul_(2)
    return made


def written_naively(made, chance, start=0, images=None, temperature=1.0):
    """The whole network again for every pixel."""
    size = made.config.size
    images = torch.zeros(len(chance), 1, size, size) if images is None else images.clone()
    for place in range(start, size * size):
        row, column = divmod(place, size)
        logits = made.logits(images)[:, :, row, column]
        images[:, 0, row, column] = decided(logits, chance[:, row, column], temperature) / (made.config.levels - 1)
    return images


@pytest.mark.parametrize("kind", KINDS)
def test_no_pixel_sees_itself_or_what_comes_after(kind):
    made = model(kind)
    images = torch.rand(1, 1, 9, 9)
    before = made.logits(images)[0].flatten(1)
    for place in range(81):
        changed = images.clone()
        changed.view(-1)[place] = 1 - changed.view(-1)[place]
        moved = (made.logits(changed)[0].flatten(1) != before).any(0)
        assert not moved[: place + 1].any(), f"pixel {place} is seen too early"
        assert place == 80 or moved[place + 1 :].any(), f"pixel {place} is never seen"
    first = made.logits(torch.rand(5, 1, 9, 9))[:, :, 0, 0]  # of five pictures at once a sum may round otherwise
    torch.testing.assert_close(first, before[None, :, 0].expand_as(first), atol=1e-6, rtol=0)


@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_of_all_pictures_add_up_to_one(kind):
    made = model(kind, size=3)
    every = torch.tensor(list(itertools.product((0.0, 1.0), repeat=9))).view(-1, 1, 3, 3)
    probability = made.nats(every).flatten(1).sum(1).neg().exp()
    assert probability.sum().item() == pytest.approx(1, abs=1e-5)
    assert probability.max() > 4 / 512, "a model for which all pictures are alike would pass, too"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", [2, 4])
def test_the_sampler_writes_what_the_whole_network_would(kind, levels):
    made = model(kind, levels=levels)
    chance = torch.rand(3, 9, 9)
    written = made.sample(chance)
    assert torch.equal(written, written_naively(made, chance))
    assert len(written.unique()) > 1
    assert torch.equal(made.leveled(written) if levels > 2 else written.round(), written)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pixels_before_the_start_stay_and_a_changed_one_changes_what_follows(kind):
    made, chance = model(kind), torch.rand(64, 9, 9)
    given = torch.rand(1, 1, 9, 9).round().expand(64, -1, -1, -1)
    written = made.sample(chance, given, start=40)
    assert torch.equal(written.flatten(1)[:, :40], given.flatten(1)[:, :40])
    assert torch.equal(written, written_naively(made, chance, 40, given))
    flipped = given.clone()
    flipped.flatten(1)[:, 39] = 1 - flipped.flatten(1)[:, 39]
    assert not torch.equal(made.sample(chance, flipped, start=40).flatten(1)[:, 40:], written.flatten(1)[:, 40:])


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_are_drawn_by_their_probabilities(kind):
    """The share of white in many pictures is what the exact probabilities of all of them say."""
    made = model(kind, size=3)
    every = torch.tensor(list(itertools.product((0.0, 1.0), repeat=9))).view(-1, 1, 3, 3)
    probability = made.nats(every).flatten(1).sum(1).neg().exp()
    expected = (probability[:, None] * every.flatten(1)).sum(0)
    found = made.sample(torch.rand(4000, 3, 3, generator=torch.Generator().manual_seed(3))).flatten(1).mean(0)
    assert (found - expected).abs().max() < 4 * 0.5 / 4000**0.5


def test_temperature_makes_bold_and_cautious():
    made = model("gated")
    chance = torch.rand(20, 9, 9)
    surprise = [made.nats(made.sample(chance, temperature=t)).mean().item() for t in (0, 0.5, 1.0, 3.0)]
    assert surprise == sorted(set(surprise)), "a temperature changes nothing"
    assert len(made.sample(chance, temperature=0).unique(dim=0)) == 1


def test_a_mask_of_type_a_leaves_the_past_and_type_b_the_place_itself():
    for size in (3, 7):
        first, other = (MaskedConv2d(1, 1, size, middle=middle) for middle in (False, True))
        assert first.mask.sum() == (size**2 - 1) // 2 and other.mask.sum() == (size**2 + 1) // 2


def test_two_stacks_have_no_blind_spot_and_one_has():
    """Which earlier pixels of a 9 x 9 picture the middle of its last row can see."""
    seen = {}
    for kind, layers in (("plain", 6), ("gated", 4)):
        made = model(kind, layers=layers)
        images = torch.rand(1, 1, 9, 9, requires_grad=True)
        made.logits(images)[0, 0, 8, 4].backward()
        seen[kind] = images.grad[0, 0] != 0
    assert seen["gated"].flatten()[: 8 * 9 + 4].all()
    assert not seen["plain"][7, 8] and seen["plain"][7, :8].all(), (
        "the wedge to the right above is what a mask cannot see"
    )
    for found in seen.values():
        assert not found.flatten()[8 * 9 + 4 :].any()


@pytest.mark.parametrize("kind", KINDS)
def test_sight_is_what_moves_a_pixel_and_nothing_that_comes_after(kind):
    made, images, place = model(kind), torch.rand(1, 1, 9, 9), 44
    with torch.inference_mode():  # as the server asks
        seen = made.sight(images, place).flatten()
    before = made.logits(images).log_softmax(1).flatten(2)[0, :, place]
    for other in (place - 1, place - 9):
        moved = images.clone()
        moved.view(-1)[other] += 1e-3
        found = (made.logits(moved).log_softmax(1).flatten(2)[0, :, place] - before).abs().max() / 1e-3
        assert found.item() == pytest.approx(seen[other].item(), rel=0.05), other
    assert seen[place - 1] > 0 and not seen[place:].any()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_does_not_depend_on_its_batch_mates(kind):
    made = model(kind)
    images = torch.rand(4, 1, 9, 9)
    assert torch.allclose(made.logits(images)[:1], made.logits(images[:1]), atol=1e-6)


def test_a_grey_that_is_no_level_has_no_likelihood():
    made = model("gated")
    with pytest.raises(ValueError, match="leveled"):
        made.nats(torch.full((1, 1, 9, 9), 0.4))
    grey = torch.full((500, 1, 9, 9), 0.3)
    assert made.nats(made.leveled(grey)).shape == (500, 9, 9)
    assert made.leveled(grey).mean().item() == pytest.approx(0.3, abs=0.02)
    found = model("gated", levels=4).leveled(torch.rand(9, 1, 9, 9)).unique()
    assert torch.allclose(found, torch.arange(4) / 3)


@pytest.mark.parametrize("name", ["pixelcnn", "pixelrnn"])
def test_it_learns_what_the_first_pixel_decides(name):
    """All black or all white, at even odds: one bit, and after a while the model needs no more."""
    family = catalog.family(name)
    torch.manual_seed(0)
    learner = family.learner(family.config(size=5, width=8, learning_rate=0.01, average=0.9))
    for _ in range(100):
        images = torch.randint(2, (8, 1, 1, 1)).float().expand(-1, -1, 5, 5)
        found = learner.step(Batch(images))
    assert found["nll"] < 1.2, "log 2 is 0.69"
    written = learner.model.sample(torch.rand(200, 5, 5)).flatten(1).mean(1)
    assert 0.3 < written.mean() < 0.7 and ((written < 0.1) | (written > 0.9)).float().mean() > 0.9


def test_one_layer_sees_four_pixels_back_as_the_short_sighted_preset_says():
    from shows import show

    preset = next(preset for preset in show("pixelcnn").presets if preset.name == "short_sight")
    made = model("gated", size=13, **preset.config)
    images = torch.rand(1, 1, 13, 13, requires_grad=True)
    made.logits(images)[0, 0, 8, 8].backward()
    rows, columns = (images.grad[0, 0] != 0).nonzero().T
    assert 8 - rows.min() == 4 and 8 - columns.min() == 4
