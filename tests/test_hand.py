"""The drawings that a hand makes anew: near the old ones, thick and thin, and never the picture's fault."""

import pytest
import torch
from scipy import ndimage

from genmodels.data import Batches, ImageSet
from genmodels.data.hand import LabelHand, LineHand, redrawn, smooth_noise, take_apart


def drawing() -> torch.Tensor:
    """(256, 256) bool: a square outline with a cross inside, and a filled disc."""
    ink = torch.zeros(256, 256, dtype=torch.bool)
    ink[40:44, 40:200] = ink[196:200, 40:200] = ink[40:200, 40:44] = ink[40:200, 196:200] = True
    ink[118:122, 60:100] = ink[100:140, 78:82] = True
    rows, columns = torch.meshgrid(torch.arange(256), torch.arange(256), indexing="ij")
    return ink | ((rows - 150) ** 2 + (columns - 150) ** 2 < 15**2)


def sketches(count: int = 2) -> torch.Tensor:
    return (~drawing()).mul(255).to(torch.uint8).expand(count, 3, 256, 256).contiguous()


def test_a_drawing_is_taken_apart_into_strokes_and_solid_shapes():
    line, line_id, over, _, solid = take_apart(drawing())
    assert solid[150, 150] == 0 and solid[42, 100] == 255, "the disc is solid, the outline is not"
    assert line[42, 100] <= 16 and line[80, 120] == 255
    assert line_id[42, 120] != line_id[120, 65], "outline and cross are different strokes"
    assert line_id[120, 65] != line_id[105, 80], "the cross is cut where its lines meet"
    assert line_id[42, 120] == 0, "a long stroke has the name of those that are never left out"
    beyond = torch.from_numpy(ndimage.distance_transform_edt(~drawing().numpy()))[over == 0]
    assert 4 < beyond.max() < 10, "a late stop reaches some pixels beyond the line's end"


def test_smooth_noise_is_bicubic_between_its_places():
    torch.manual_seed(0)
    smooth = smooth_noise(2, 3, 6, 256)
    torch.manual_seed(0)
    coarse = torch.randn(2, 3, 6, 6)
    torch.testing.assert_close(smooth, torch.nn.functional.interpolate(coarse, size=(256, 256), mode="bicubic"))


def test_the_hand_draws_near_the_lines_with_every_brush():
    torch.manual_seed(0)
    hand = LineHand(sketches(), sketches())
    drawn = torch.cat([hand(torch.tensor([0, 1]))[0] for _ in range(30)])
    assert drawn.shape == (60, 3, 256, 256) and drawn.dtype == torch.float32
    assert drawn.min() >= 0 and drawn.max() <= 1
    ink = 1 - drawn[:, 0]
    away = torch.from_numpy(ndimage.distance_transform_edt(~drawing().numpy()))
    assert (ink * (away > 50)).max() < 1e-3, "ink where the drawing has none"
    amounts = ink.sum((1, 2)) / drawing().sum()
    assert amounts.min() < 0.6 and amounts.max() > 1.6, "thin and thick lines both occur"
    assert ((ink > 0.1) & (ink < 0.9)).float().mean() > 1e-3, "the rims are soft, as a canvas makes them"


def test_the_picture_is_bent_with_the_drawing():
    torch.manual_seed(0)
    hand = LineHand(sketches(), sketches())  # the picture is the perfect drawing
    drawn, pictures = (torch.cat(part) for part in zip(*(hand(torch.tensor([0, 1])) for _ in range(30)), strict=True))
    exact = (drawn == pictures).flatten(1).all(1)
    assert 0.03 < exact.float().mean() < 0.4, "now and then a pair stays as it is in the data set"
    assert torch.equal(pictures[exact].mul(255).round().to(torch.uint8)[:1], sketches(1))
    moved = torch.tensor([_astray(1 - picture[0], ~drawing()) for picture in pictures])
    beside = torch.tensor([_astray(1 - d[0], p[0] > 0.5) for d, p in zip(drawn, pictures, strict=True)])
    assert moved.median() > 2, "jitter, turn and wobble move the whole pair by several pixels"
    assert beside.max() < 4 and beside.median() < 1.5, "the pen stays beside the line that the picture has"


def _astray(ink: torch.Tensor, empty: torch.Tensor) -> float:
    """Mean distance in pixels from the ink, brush included, to the nearest place that is not empty."""
    away = torch.from_numpy(ndimage.distance_transform_edt(empty.numpy()))
    return ((ink * away).sum() / ink.sum()).item()


def test_some_drawings_lack_strokes_and_have_gaps():
    torch.manual_seed(0)
    parts = torch.zeros(1, 3, 256, 256, dtype=torch.uint8)  # a picture that says which line is which
    cross = torch.zeros(256, 256, dtype=torch.bool)
    cross[95:145, 55:105] = True
    parts[:, 0], parts[:, 1] = (drawing() & cross) * 255, (drawing() & ~cross) * 255
    hand = LineHand(parts, sketches(1))
    shares = []
    for _ in range(60):
        drawn, pictures = (part[0] for part in hand(torch.tensor([0])))
        shares.append([((1 - drawn[0]) * line).sum() / line.sum() for line in pictures[:2]])
    cross, outline = torch.tensor(shares).T
    assert (cross / outline).min() < 0.6, "no stroke of the cross is ever left out"
    assert (cross / outline).median() == pytest.approx(1, abs=0.2)
    assert outline.min() > 0.1, "the outline is always there"


def test_colour_maps_keep_their_colours_and_move_a_little():
    torch.manual_seed(0)
    maps = torch.zeros(1, 3, 256, 256, dtype=torch.uint8)
    maps[:, 2] = 255
    maps[:, 0, 80:160, 80:160] = 255
    hand = redrawn(ImageSet("maps", maps, sketches=maps)).hand
    assert isinstance(hand, LabelHand)
    drawn, pictures = (torch.cat(part) for part in zip(*(hand(torch.tensor([0])) for _ in range(12)), strict=True))
    assert (drawn[:, 2] > 0.99).all() and (drawn[:, 1] < 0.01).all()
    moved = ((drawn[:, 0] > 0.5) != (maps[0, 0] > 128)).float().mean((1, 2))
    beside = ((drawn[:, 0] > 0.5) != (pictures[:, 0] > 0.5)).float().mean((1, 2))
    assert 0 < moved.max() < 0.2
    assert 0 < beside.max() < 0.02, "the picture is bent with its map; only the borders tremble"
    assert isinstance(redrawn(ImageSet("lines", maps, sketches=sketches())).hand, LineHand)


def test_batches_redraw_the_drawing_and_keep_the_pair():
    images = torch.arange(4, dtype=torch.uint8).view(4, 1, 1, 1).expand(4, 3, 256, 256).contiguous()
    pairs = redrawn(ImageSet("pairs", images, sketches=sketches(4)))

    def drawn(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
        torch.manual_seed(seed)
        batch = next(Batches(pairs, 2, torch.device("cpu")))
        return batch.images, batch.sketches

    (pictures, first), (again, second), (_, other) = drawn(1), drawn(1), drawn(2)
    assert torch.equal(pictures, again) and torch.equal(first, second), "the same seed draws the same"
    assert not torch.equal(first, other)
    assert pictures[:, 0, 0, 0].mul(255).tolist() == pytest.approx(pictures[:, 2, 9, 9].mul(255).tolist())


@pytest.mark.parametrize(("exact", "same"), [(0.0, 0), (1.0, 6)])
def test_as_many_drawings_as_wanted_stay_exact(exact, same):
    pairs = redrawn(ImageSet("pairs", sketches(6), sketches=sketches(6)), exact)
    drawn, _ = pairs.hand(torch.arange(6))
    assert (drawn.mul(255).round() == pairs.sketches).flatten(1).all(1).sum() == same


def test_an_empty_drawing_stays_empty():
    empty = torch.full((1, 3, 256, 256), 255, dtype=torch.uint8)
    assert LineHand(empty, empty)(torch.tensor([0]))[0].min() > 0.999
