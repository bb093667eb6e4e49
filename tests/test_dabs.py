"""Dabs of colour: spread to the lines around them, drawn at random from a picture, taken by pix2pix as it says."""

import pytest
import torch
from families import batch_for, small_config, small_learner
from torch import Tensor

from genmodels.blocks.dabs import areas, random_dabs, spread
from genmodels.models.pix2pix import Pix2Pix
from genmodels.reasons import UserError
from train.measures import hints as measured

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def box(gap: int = 0, line: int = 4) -> Tensor:
    """(1, 3, 256, 256) in [0, 1]: the outline of a square, its upper line open for so many pixels."""
    drawing = torch.ones(1, 3, 256, 256)
    drawing[:, :, 60:200, 60:200] = 0
    drawing[:, :, 60 + line : 200 - line, 60 + line : 200 - line] = 1
    drawing[:, :, 60 : 60 + line, 130 : 130 + gap] = 1
    return drawing


def dabbed(*dabs: tuple[int, int, tuple[float, float, float]]) -> Tensor:
    """(1, 4, 256, 256): dabs (row, column, colour) of nine pixels a side."""
    layer = torch.zeros(1, 4, 256, 256)
    for row, column, colour in dabs:
        layer[0, :, row - 4 : row + 5, column - 4 : column + 5] = torch.tensor([*colour, 1.0])[:, None, None]
    return layer


@pytest.mark.parametrize("gap", [0, 3, 12])
@pytest.mark.parametrize("line", [1, 4, 12])
def test_a_dab_is_spread_to_the_lines_though_they_have_a_gap(gap, line):
    found = spread(box(gap, line), dabbed((130, 100, RED)))[0]
    inner, outer = torch.zeros(256, 256, dtype=torch.bool), torch.ones(256, 256, dtype=torch.bool)
    inner[73:187, 73:187], outer[54:206, 54:206] = True, False
    assert (found[3][inner] == 1).all() and (found[0][inner] == 1).all() and found[1:3].max() == 0
    assert found[3][outer].max() == 0 and found[:3, outer].max() == 0
    assert int(found[4].sum()) == 81, "the dab itself"


def test_several_dabs_share_an_area_by_nearest():
    found = spread(box(), dabbed((130, 80, RED), (130, 180, BLUE)))[0]
    assert (found[0, 70:190, 70:128] == 1).all() and (found[2, 70:190, 134:190] == 1).all()


def test_a_dab_that_reaches_over_a_line_is_meant_for_the_area_that_holds_most_of_it():
    found = spread(box(line=2), dabbed((63, 130, RED)))[0]  # one of its nine rows lies outside
    assert found[3, 130, 130] == 1 and found[3, 20, 130] == 0


def test_what_is_too_narrow_for_a_ball_is_an_area_of_its_own():
    drawing = box()
    drawing[:, :, 80:180, 100:103] = drawing[:, :, 80:180, 104:107] = 0
    drawing[:, :, 80:82, 100:107] = drawing[:, :, 178:180, 100:107] = 0
    area = areas(drawing)[0]
    assert area[130, 103] not in (0, area[130, 80], area[130, 150], area[10, 10])


def test_an_arm_belongs_to_what_it_opens_to_and_a_gap_joins_nothing():
    drawing = torch.ones(1, 3, 256, 256)
    drawing[:, :, 36:220, 36:220] = 0
    drawing[:, :, 40:140, 40:216] = drawing[:, :, 140:190, 118:134] = 1  # sixteen pixels wide: no large ball goes in
    area = areas(drawing)[0]
    assert (area[100, 100] == area[40:190, 126]).all() and area[100, 100] != area[10, 10]
    drawing[:, :, 36:40, 100:116] = 1
    area = areas(drawing)[0]
    assert area[100, 100] != area[10, 10], "as wide a gap, but narrow for what lies on both sides of it"


def test_ink_belongs_to_the_areas_around_it_and_a_black_sheet_to_none():
    drawing = box(line=12)
    area = areas(drawing)[0]
    assert (area > 0).all() and area[61, 130] == area[10, 10] and area[70, 130] == area[130, 130]
    black = spread(torch.zeros(1, 3, 256, 256), dabbed((130, 130, RED)))[0]
    assert int(black[3].sum()) == 81, "only where it was put"
    assert spread(box(), torch.zeros(1, 4, 256, 256)).abs().max() == 0, "no dabs"


def test_random_dabs_have_the_pictures_colours_and_lie_on_no_line():
    torch.manual_seed(0)
    sketches = box().expand(48, -1, -1, -1)
    pictures = torch.where(torch.from_numpy(areas(box())[0] == areas(box())[0, 130, 130]), 0.25, 0.75)
    pictures = pictures.expand(48, 3, -1, -1)
    layer = random_dabs(sketches, pictures, areas(sketches))
    marked = layer[:, 3] == 1
    dabbed = marked.flatten(1).any(1)
    assert 8 <= int((~dabbed).sum()) <= 24, "a third has none"
    colours = layer[:, :3][marked[:, None].expand(-1, 3, -1, -1)]
    assert set(colours.unique().tolist()) == {0.25, 0.75}
    told = spread(sketches, layer)
    right = (told[:, :3] - pictures).abs().amax(1)[told[:, 3] == 1]
    assert (right < 1e-6).float().mean() > 0.95, "and colour the areas as they are"


@torch.no_grad()
def hinted_model(**changes) -> Pix2Pix:
    torch.manual_seed(0)
    return Pix2Pix(small_config("pix2pix", hints=True, **changes)).eval()


@pytest.mark.parametrize("ink", [False, True])
@torch.no_grad()
def test_a_dab_changes_the_picture_near_it_most(ink):
    model = hinted_model(ink=ink)
    plain, told = model.translate(box()), model.translate(box(), hints=dabbed((130, 130, RED)))
    change = (told - plain).abs().mean((0, 1))
    inner = torch.zeros(256, 256, dtype=torch.bool)
    inner[66:194, 66:194] = True
    assert change[inner].min() > 0.1 and change[inner].mean() > 5 * change[~inner].mean()
    assert told[0, 0, 130, 130] > 0.85 and told[0, 1, 130, 130] < 0.15, "nearly all of the colour is taken at first"
    model.generator.up[-1][-1].bias[-1] = -50.0
    refused = model.translate(box(), hints=dabbed((130, 130, RED)))
    assert (refused - plain).abs().max() < 0.1, "it may take none of it"


@torch.no_grad()
def test_no_hints_leave_the_picture_as_it_is():
    model = hinted_model(ink=True)
    drawings = torch.rand(2, 3, 256, 256)
    assert torch.equal(model.translate(drawings), model.translate(drawings, hints=torch.zeros(2, 4, 256, 256)))
    plain = model.translate(drawings)
    model.generator.up[-1][-1].bias[-1] = -50.0
    assert torch.equal(model.translate(drawings), plain), "and nothing is taken where there is nothing"
    without = Pix2Pix(small_config("pix2pix")).eval()
    with pytest.raises(UserError, match="takes no hints"):
        without.translate(drawings, hints=torch.zeros(2, 4, 256, 256))
    with pytest.raises(UserError, match="hints"):
        model.translate(drawings, hints=torch.zeros(2, 3, 256, 256))
    assert "hints" not in str(without.generator) and without.generator.down[0][0].in_channels == 3


def test_hints_are_trained_and_the_published_statistics_are_of_drawings_with_them():
    learner = small_learner("pix2pix", hints=True, ink=True)
    before = learner.networks["generator"].down[0][0].weight.clone()
    for seed in range(3):
        torch.manual_seed(seed)
        learner.step(batch_for("pix2pix", seed=seed))
    moved = (learner.networks["generator"].down[0][0].weight - before).abs().amax((0, 2, 3))
    assert moved.shape == (8,) and (moved > 0).all(), "also the channels of the dabs"
    read = []
    learner.model.generator.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    learner.finish(iter([batch_for("pix2pix", seed=seed) for seed in range(2)]))
    assert len(read) == 2 and all(drawings.shape[1] == 8 for drawings in read)


def test_three_dabs_are_measured_where_the_painting_is_most_wrong():
    class Grey(Pix2Pix):
        def translate(self, sketches, dropout=False, keep=None, hints=None):
            plain = torch.full_like(sketches, 0.5)
            told = spread(sketches, torch.zeros(len(sketches), 4, 256, 256) if hints is None else hints)
            return torch.where(told[:, 3:4] == 1, told[:, :3], plain)

    model = Grey(small_config("pix2pix", hints=True)).eval()
    drawing = box()
    drawing[:, :, 80:180, 128:132] = 0
    pictures = torch.full((1, 3, 256, 256), 0.5)
    pictures[:, :, 60:200, 60:200] = 0.9
    found = measured.with_hints(model, drawing, pictures)
    plain = (pictures - 0.5).abs().mean().item()
    assert found["l1_with_hints"] < 0.1 * plain and found["l1_with_hints_at_random"] <= plain
    assert measured.with_hints(Grey(small_config("pix2pix")), drawing, pictures) == {}


def test_the_painters_own_drawings_are_shown_in_the_colours_that_go_with_them():
    from ui.serving.examples import painted

    drawn, made = painted("pix2pix-emoji")
    apple = made[0, :, 140:160, 110:140].mean((1, 2))
    assert len(drawn) == 12 and apple[0] > 0.6 and apple[2] < 0.4 and apple[1] < 0.4, "an apple is red"
    assert torch.equal(painted("pix2pix-emoji", slice(0, 1))[0], drawn[:1])
