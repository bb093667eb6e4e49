"""What the scores of translated drawings mean, on drawings whose answer is known."""

import pytest
import torch

from genmodels import data
from train.fresh_critic import fresh_critic, real_share
from train.measures import pairs


def square() -> torch.Tensor:
    """(3, 64, 64): a black outline with a gap of three pixels on white."""
    sketch = torch.ones(3, 64, 64)
    sketch[:, 10:50, 10:50] = 0
    sketch[:, 12:48, 12:48] = 1
    sketch[:, 10:12, 30:33] = 1
    return sketch


def test_inside_is_what_the_lines_enclose_though_they_have_a_gap():
    within = pairs.inside(square())
    assert within[30, 30] and not within[5, 5] and not within[11, 20] and not within[60, 60]
    assert 36 * 36 <= int(within.sum()) <= 40 * 40


def test_the_mean_colour_fills_the_lines_and_nothing_else():
    image = torch.full((1, 3, 64, 64), 255, dtype=torch.uint8)
    image[:, 1:, 12:48, 12:48] = 0
    colour = pairs.mean_colour(image, (square() * 255).to(torch.uint8)[None])
    assert colour[0] == 1 and colour[1] < 0.02
    filled = pairs.coloured_in(square(), colour)
    assert torch.equal(filled[:, 30, 30], colour) and torch.equal(filled[:, 5, 5], torch.ones(3))


def test_all_of_a_colour_map_is_inside():
    labels = torch.zeros(3, 64, 64)
    labels[2] = 1
    assert pairs.inside(labels).all()


def test_held_out_pairs_as_by_hand_are_the_same_ones_every_time(openmoji_test):
    torch.manual_seed(1)
    (drawn, pictures), before = pairs.by_hand("openmoji", 3), torch.get_rng_state()
    again, _ = pairs.by_hand("openmoji", 3)
    assert torch.equal(drawn, again) and torch.equal(torch.get_rng_state(), before)
    exact = openmoji_test.sketches[:3].float() / 255
    assert drawn.shape == pictures.shape == exact.shape and (drawn - exact).abs().mean() > 0.01
    assert (pictures - openmoji_test.images[:3].float() / 255).abs().mean() < 0.1, "bent a little with the drawing"


def test_distances_know_equal_pictures_and_noise():
    torch.manual_seed(0)
    images = torch.rand(2, 3, 64, 64)
    near, far = pairs.distances(images * 0.9, images), pairs.distances(torch.rand(2, 3, 64, 64), images)
    assert near["l1"] == pytest.approx(0.05, abs=0.01) and near["ssim"] > 0.95
    assert far["psnr"] < near["psnr"] and far["ssim"] < 0.1


def test_a_fresh_critic_sees_through_grey_and_not_through_the_pictures_themselves():
    generator = torch.Generator().manual_seed(0)
    squares = (torch.rand(64, 3, 8, 8, generator=generator) > 0.5).repeat_interleave(4, 2).repeat_interleave(4, 3)
    images = squares.to(torch.uint8) * 255
    train = data.ImageSet("squares", images, sketches=255 - images)
    sketches, pictures = train.sketches[:8].float() / 255, images[:8].float() / 255
    shares = []
    for paint in (lambda drawn: torch.full_like(drawn, 0.5), lambda drawn: 1 - drawn):
        critic = fresh_critic(paint, train, torch.device("cpu"), steps=40)
        shares.append((real_share(critic, sketches, paint(sketches)), real_share(critic, sketches, pictures)))
    (grey, told), (perfect, same) = shares
    assert grey < 0.1 and told > 0.9, "grey is told from pictures"
    assert perfect == same, "what equals the picture is as real as the picture"


@pytest.mark.parametrize("steps", [2, 5, 10])
def test_a_fresh_critic_errs_equally_often_in_both_kinds_however_little_it_learned(steps):
    torch.manual_seed(0)
    images = (torch.rand(64, 3, 32, 32) * 255).to(torch.uint8)
    train = data.ImageSet("noise", images, sketches=255 - images)
    pictures = images.float() / 255

    def paint(drawn: torch.Tensor) -> torch.Tensor:
        return (1 - drawn) * 0.7 + 0.15

    critic = fresh_critic(paint, train, torch.device("cpu"), steps)
    made, own = (real_share(critic, 1 - pictures, shown) for shown in (paint(1 - pictures), pictures))
    assert made + own == pytest.approx(1, abs=0.1)


def test_hand_drawings_are_there_for_every_model():
    for name in pairs.DRAWN_FOR:
        drawn = pairs.drawings(name)
        assert len(drawn) >= 12 and drawn.shape[1:] == (3, 256, 256)
        assert drawn.mean() < 1, f"{name} has an empty drawing"


def test_a_fresh_critic_meets_the_same_pairs_whatever_it_is_to_see_through():
    met = []

    def hand(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        met.append((rows.tolist(), torch.rand(()).item()))  # a hand draws by chance
        return torch.rand(len(rows), 3, 32, 32), torch.rand(len(rows), 3, 32, 32)

    blank = torch.zeros(64, 3, 32, 32, dtype=torch.uint8)
    train = data.ImageSet("drawn", blank, sketches=blank, hand=hand)
    for paint in (torch.zeros_like, torch.ones_like):
        torch.manual_seed(len(met))
        fresh_critic(paint, train, torch.device("cpu"), steps=2)
    half = len(met) // 2
    assert half > 2 and met[:half] == met[half:]
