"""Dabs of colour on the Sketch tab, server side: what the pad and a program send, and what it changes."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from test_sketch import BLACK, BLANK, WALL, models, opened, paint, sent, url  # noqa: F401

from ui.language.words import Complaint
from ui.tabs.sketch import api, drawings
from ui.tabs.sketch import asks as sketch_pad

pytestmark = pytest.mark.usefixtures("models")


def ring() -> np.ndarray:
    image = Image.new("L", (256, 256), 255)
    ImageDraw.Draw(image).ellipse((60, 60, 196, 196), outline=0, width=5)
    return np.asarray(image)


def hinted(*dabs: tuple[int, int, int], colour: str = "#ff0000") -> dict:
    """What the pad sends for dabs (column, row, radius) of one colour."""
    down, right = np.indices((256, 256))
    layer = np.zeros((256, 256))
    for column, row, radius in dabs:
        layer[np.hypot(down - row, right - column) <= radius] = 1
    return {"colours": [colour], "pixels": sent(layer)}


def test_a_dab_reaches_the_model_as_it_is_however_it_is_said():
    said = drawings.dabs(hinted((128, 100, 6), colour="#0c2238"))
    listed = drawings.dabs([[9, 9, 2, 0, 0, 0], [9, 9, 400, 1, 2, 3], [128, 100, 6, 12, 34, 56]])
    inside = said[0, 3] == 1
    assert int(inside.sum()) == 113 and said[0, :, ~inside].max() == 0
    for layer in (said, listed):
        assert (layer[0, :3, inside] * 255).round().int().unique(dim=1).flatten().tolist() == [12, 34, 56]
    assert (listed[0, :3, ~inside] * 255).round().int().unique(dim=1).flatten().tolist() == [1, 2, 3], "a later one"


def test_a_dab_changes_the_picture_inside_its_lines_and_the_views_of_the_inside_with_it():
    plain, told = paint(pixels=sent(ring())), paint(pixels=sent(ring()), hints=hinted((128, 128, 5)))
    change = np.abs(told - plain).mean(2)
    within = np.hypot(*(np.indices((256, 256)) - 128)) < 60
    assert change[within].mean() > 3 * change[~within].mean() and change[within].mean() > 20
    request = {"model": "pix2pix-emoji", "pixels": sent(ring())}
    for view in (sketch_pad.levels, sketch_pad.samples):
        told = view(request | {"hints": hinted((128, 128, 5))})
        assert told["pictures"] != view(request)["pictures"] and len(told["pictures"]) > 5


def test_no_hints_are_none_at_all():
    assert np.array_equal(paint(), paint(hints=None))
    assert np.array_equal(paint(), paint(hints=hinted()))


def test_hundreds_of_dabs_and_dabs_beside_the_lines_do_no_harm():
    places = [(8 + 12 * (n % 20), 8 + 12 * (n // 20), 3) for n in range(400)]
    assert paint(pixels=sent(ring()), hints=hinted(*places)).shape == (256, 256, 3)
    image = url(Image.fromarray(ring()))
    many = [[x, y, radius, 0, 200, 0] for x, y, radius in places] + [[-40, 300, 5, 1, 2, 3]]
    assert opened(api.sketch("pix2pix-emoji", image, hints=many)["picture"]).shape == (256, 256, 3)
    outside = paint(pixels=sent(ring()), hints=hinted((20, 20, 5)))
    within = np.hypot(*(np.indices((256, 256)) - 128)) < 60
    change = np.abs(outside - paint(pixels=sent(ring()))).mean(2)
    assert change[~within].mean() > 3 * change[within].mean(), "paper beside the lines is an area as any other"


@pytest.mark.parametrize(
    ("hints", "sentence"),
    [
        ({"colours": ["red"], "pixels": sent(BLANK * 0)}, "did not arrive"),
        ({"colours": ["#ff0000"], "pixels": sent(BLANK * 0 + 2)}, "did not arrive"),
        ({"colours": ["#ff0000"], "pixels": sent(BLANK[:9])}, "256 x 256 bytes"),
        ({"colours": ["#ff0000"]}, "256 x 256 bytes"),
        ("#ff0000", "did not arrive"),
        ([[1, 2, 3]], "did not arrive"),
        ([[1, 2, float("nan"), 0, 0, 0]], "hints"),
        ([[1, 2, 3, 0, 0, 256]], "0 to 255|between 0 and 255"),
        ([[1, 2, 3, 0, 0, 0]] * 1001, "more than 1000"),
    ],
)
def test_what_are_no_hints_is_refused_in_a_sentence(hints, sentence):
    with pytest.raises(Complaint, match=sentence):
        paint(hints=hints)


def test_a_black_sheet_with_dabs_and_a_model_without_hints_are_told():
    with pytest.raises(Complaint, match="whole sheet is black"):
        paint(pixels=sent(BLACK), hints=hinted((128, 128, 5)))
    with pytest.raises(Complaint, match="takes no colour hints"):
        paint(model="pix2pix-facades", pixels=sent(WALL * 2), hints=hinted((128, 128, 5)))
    with pytest.raises(Complaint, match="takes no colour hints"):
        api.sketch("pix2pix-facades", url(Image.new("RGB", (9, 9), "red")), hints=[[1, 1, 2, 0, 0, 0]])
