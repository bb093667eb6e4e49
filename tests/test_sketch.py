"""The Sketch tab's server side: what the pad sends, what people bring, and what each switch changes."""

import base64
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from bench.raster import to_pad
from genmodels import checkpoints
from genmodels.cards import Card, save
from genmodels.data import facade_labels
from genmodels.models.pix2pix import Pix2Pix, Pix2PixConfig
from ui.language import words
from ui.language.words import Complaint
from ui.serving import checked
from ui.serving import infer as serving
from ui.tabs.sketch import api, drawings
from ui.tabs.sketch import asks as sketch_pad
from ui.tabs.sketch.offer import SKETCH

SKETCHES = sketch_pad.HERE / "examples"
SHORTCUTS = 8  # seven skips, and the ink


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Small pix2pix models with random weights, in the place of the published ones."""
    folder, shelf = tmp_path_factory.mktemp("checkpoints"), serving.shelf
    torch.manual_seed(0)
    for name, source in (("pix2pix-emoji", "openmoji"), ("pix2pix-facades", "facades")):
        config = Pix2PixConfig(width=4, d_width=4, ink=source == "openmoji", hints=source == "openmoji")
        model = Pix2Pix(config)
        for weight in model.parameters():
            torch.nn.init.normal_(weight, std=0.3)
        save(folder / name, model, Card(name=name, family="pix2pix", config=config.to_dict(), data=source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "BUNDLED", folder)
        shelf.cache_clear()
        sketch_pad._drawn.cache_clear()
        yield
    shelf.cache_clear()


def sent(values: np.ndarray) -> str:
    return to_pad(values)


def cross() -> np.ndarray:
    image = Image.new("L", (256, 256), 255)
    ImageDraw.Draw(image).line([(40, 40), (210, 200)], fill=0, width=7)
    return np.asarray(image)


def url(image: Image.Image | bytes, kind: str = "PNG") -> str:
    if isinstance(image, Image.Image):
        buffer = io.BytesIO()
        image.save(buffer, kind)
        image = buffer.getvalue()
    return f"data:image/{kind.lower()};base64,{base64.b64encode(image).decode()}"


def opened(data: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data.split(",", 1)[1])))).astype(int)


def paint(**data) -> np.ndarray:
    return opened(sketch_pad.paint({"model": "pix2pix-emoji", "pixels": sent(cross())} | data)["picture"])


def test_the_pads_raster_reaches_the_model_as_it_is():
    seen = drawings.from_pad(sent(cross()), "lines")
    assert seen.shape == (1, 3, 256, 256)
    assert np.array_equal((seen[0, 1] * 255).round().numpy(), cross())
    labels = np.arange(256 * 256).reshape(256, 256) % 12
    seen = (drawings.from_pad(sent(labels), "labels")[0] * 255).round().byte()
    assert torch.equal(facade_labels.nearest(seen), torch.from_numpy(labels))


BLANK, BLACK, WALL = np.full((256, 256), 255), np.zeros((256, 256)), np.full((256, 256), 1)


@pytest.mark.parametrize(
    ("pixels", "kind", "sentence"),
    [
        (sent(BLANK), "lines", "empty"),
        (sent(BLACK), "lines", "whole sheet is black"),
        (sent(WALL), "labels", "empty"),
        (sent(WALL + 11), "labels", "256 x 256 bytes"),
        (sent(np.zeros((20000, 2000))), "lines", "256 x 256 bytes"),  # a bomb: 40 MB out of 300 kB
        (sent(BLANK[:, :255]), "lines", "256 x 256 bytes"),
        (sent(cross())[:200], "lines", "256 x 256 bytes"),
        ("NaN", "lines", "256 x 256 bytes"),
        (None, "lines", "256 x 256 bytes"),
        ([float("nan")] * 9, "lines", "256 x 256 bytes"),
    ],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(pixels, kind, sentence):
    with pytest.raises(Complaint, match=sentence):
        drawings.from_pad(pixels, kind)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_file_that_is_too_large_is_told_how_large_it_may_be(language):
    (most,) = re.findall(r"LARGEST_FILE = ([\d_]+)", Path(drawings.__file__).with_name("keep.js").read_text())
    assert f"{int(most) // 10**6} MB" in words.text("sketch.open_large", language)


def test_a_sheet_of_one_label_is_painted():
    assert drawings.from_pad(sent(WALL * 2), "labels").unique().numel() == 3  # the three values of a window's colour


def test_each_skip_changes_the_picture_and_all_of_them_on_is_the_plain_one(models):
    plain = paint()
    each = range(SHORTCUTS)
    assert np.array_equal(paint(keep=[True] * SHORTCUTS), plain)
    changed = [np.abs(paint(keep=[place != off for place in each]) - plain).mean() for off in each]
    # the picture is a JPEG: any difference at all is the skip's, for the same pixels give the same file
    assert min(changed[:5]) > 0 and changed[-1] > 0


def test_noise_only_where_it_is_asked_for(models):
    assert np.array_equal(paint(), paint(dropout=False))
    assert not np.array_equal(paint(dropout=True), paint(dropout=True))
    answer = sketch_pad.samples({"model": "pix2pix-emoji", "pixels": sent(cross())})
    assert len(set(answer["pictures"])) == sketch_pad.SAMPLES
    assert answer["between"] > 0 and answer["beside"] > 0


def test_levels_are_pictures_without_one_skip_each(models):
    answer = sketch_pad.levels({"model": "pix2pix-emoji", "pixels": sent(cross())})
    assert len(answer["pictures"]) == len(answer["changes"]) == SHORTCUTS and max(answer["changes"]) > 0


@pytest.mark.skipif(not hasattr(Pix2Pix, "realism"), reason="these weights come without their critic")
def test_the_critic_is_asked_only_where_one_looks(models):
    request = {"model": "pix2pix-emoji", "pixels": sent(cross())}
    assert sketch_pad.paint(request)["critic"] is None
    assert len(base64.b64decode(sketch_pad.paint(request | {"critic": True})["critic"])) == 900


@pytest.mark.skipif(not hasattr(Pix2Pix, "realism"), reason="these weights come without their critic")
def test_the_endpoint_reads_a_drawing_of_any_size_and_polarity(models):
    image = Image.fromarray(cross()).resize((700, 700))
    answer = api.sketch("pix2pix-emoji", url(image))
    assert opened(answer["picture"]).shape == (256, 256, 3) and len(answer["critic"]) == 30
    inverted = api.sketch("pix2pix-emoji", url(Image.eval(image, lambda value: 255 - value)))
    assert np.abs(opened(inverted["seen"]) - opened(answer["seen"])).max() <= 2


WRONG = [
    (url(Image.new("RGBA", (256, 256))), "empty"),
    (url(Image.new("L", (256, 256), 128)), "empty"),
    (url(Image.new("RGB", (1, 1), "white")), "empty"),
    (url(Image.new("1", (20000, 20000))), "scale it down"),
    (url(Image.fromarray(cross()))[:400], "cannot be read"),
    (url(b"a text with the name of a picture"), "cannot be read"),
    ("data:image/png;base64," + "A" * 50_000_000, "larger than 8 MB"),
]


@pytest.mark.parametrize(("picture", "sentence"), WRONG, ids=range(len(WRONG)))
def test_what_is_no_picture_is_refused_in_a_sentence(models, picture, sentence):
    with pytest.raises(Complaint, match=sentence):
        api.sketch("pix2pix-emoji", picture)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"model": "pix2pix-nothing"}, "no model"),
        ({"model": None}, "no model"),
        ({"keep": [True] * 6}, "8 times"),
        ({"keep": "all"}, "8 times"),
        ({"keep": [1] * 7}, "8 times"),
        ({"dropout": "yes"}, "true or false"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(models, change, sentence):
    with pytest.raises(Complaint, match=sentence):
        sketch_pad.paint({"model": "pix2pix-emoji", "pixels": sent(cross())} | change)


def test_a_photograph_becomes_its_edges_and_a_drawing_stays_as_it_is(models):
    photo = Image.new("RGB", (300, 300), (200, 205, 210))
    ImageDraw.Draw(photo).ellipse((60, 60, 240, 240), fill=(70, 90, 160))
    lines, drawing = drawings.lines(photo, 0.4)
    ring = np.hypot(*(np.indices((256, 256)) - 128))
    assert not drawing and 300 < lines.sum() < 4000
    assert np.abs(ring[lines > 0] - 72).max() < 6  # the rim, scaled by 240 / 300, and nothing else
    lines, drawing = drawings.lines(Image.fromarray(cross()).convert("RGB"), 0.4)
    assert drawing and lines[128, 100:150].any() and not lines[10].any()


ROOM = np.linspace(0.85, 0.55, 300) * np.linspace(1, 0.9, 300)[:, None]  # the light on a page, from a window


def test_a_drawing_that_was_photographed_gives_single_lines_and_no_frame():
    """Grey paper in uneven light, and grain; wider than high, so that a square has to be filled up."""
    line = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(line).line([(30, 150), (270, 150)], fill=60, width=6)
    grain = np.random.default_rng(0).normal(0, 0.02, ROOM.shape)
    photograph = ((np.asarray(line) / 255 * ROOM + grain) * 255).clip(0, 255).astype(np.uint8)[80:220]
    lines, drawing = drawings.lines(Image.fromarray(photograph).convert("RGB"), drawings.DEFAULT)
    assert drawing
    crossed = np.diff(lines[:, 40:216].astype(int), axis=0)
    assert (crossed == 1).sum(0).max() == 1, "one line, where there were two edges"
    assert 3 <= lines[:, 128].sum() <= 7 and not lines[:, :20].any() and not lines[:110].any() and not lines[146:].any()
    seen = drawings.from_picture(Image.fromarray(photograph).convert("RGB"), "lines")[0, 0]
    assert seen[:110].min() > 0.85 and seen[128, 40:216].max() < 0.2


def test_paper_alone_has_no_lines():
    ramp = Image.fromarray(np.linspace(200, 240, 300).astype(np.uint8)[None].repeat(200, 0)).convert("RGB")
    assert not drawings.lines(ramp, drawings.DEFAULT)[0].any()


def test_the_pages_slider_begins_at_otsus_threshold():
    assert f'value="{drawings.DEFAULT}"' in Path(drawings.__file__).with_name("sketch.html").read_text("utf-8")


def test_a_photograph_gets_no_frame(facades_test):
    """Its seam with what fills up the square is no edge; the facade's own may run along it anywhere."""
    framed = 0
    for photograph in facades_test.images[:16]:
        image = Image.fromarray(photograph.permute(1, 2, 0).numpy()[:128])
        lines, drawing = drawings.lines(image, drawings.DEFAULT)
        assert not drawing and lines.any()
        framed += lines[66:71, 8:248].any(0).mean() > 0.9 or lines[8:248, 6:11].any(1)[64:184].mean() > 0.9
    assert not framed


def test_a_photograph_comes_back_as_bits_that_hold_its_lines(models):
    photo = Image.new("RGB", (300, 300), (200, 205, 210))
    ImageDraw.Draw(photo).ellipse((60, 60, 240, 240), fill=(70, 90, 160))
    answer = sketch_pad.outline({"model": "pix2pix-emoji", "picture": url(photo), "threshold": 0.4})
    bits = np.unpackbits(np.frombuffer(base64.b64decode(answer["data"]), np.uint8)).reshape(256, 256)
    assert np.array_equal(bits, drawings.lines(photo, 0.4)[0])
    again = sketch_pad.outline({"model": "pix2pix-emoji", "picture": answer["source"], "threshold": 0.4})
    same = np.unpackbits(np.frombuffer(base64.b64decode(again["data"]), np.uint8)).reshape(256, 256) == bits
    assert same.mean() > 0.99  # it came back as a JPEG
    with pytest.raises(Complaint, match="No lines"):
        sketch_pad.outline({"model": "pix2pix-emoji", "picture": url(Image.new("RGB", (9, 9), "gray")), "threshold": 1})


@pytest.mark.parametrize("scale", [1, 3])
def test_a_label_map_is_read_by_its_colours(models, scale):
    """Also a large one: colours mixed on the way would be other labels'."""
    labels = np.indices((256, 256))[0] // 22
    image = Image.fromarray(facade_labels.colours()[torch.from_numpy(labels)].numpy().repeat(scale, 0).repeat(scale, 1))
    answer = sketch_pad.outline({"model": "pix2pix-facades", "picture": url(image), "threshold": 0.4})
    packed = np.frombuffer(base64.b64decode(answer["data"]), np.uint8)
    assert np.array_equal(np.stack([packed >> 4, packed & 15], 1).reshape(256, 256), labels)


@pytest.mark.parametrize("path", sorted(SKETCHES.rglob("*.json")), ids=lambda path: path.stem)
def test_the_example_drawings_are_what_the_pad_saves(path):
    sketch = json.loads(path.read_text("utf-8"))
    assert (sketch["format"], sketch["version"]) == ("genmodels sketch", 1)
    assert sketch["kind"] == ("labels" if path.parent.name == "facades" else "lines")
    points = np.concatenate([np.array(stroke["points"]) for stroke in sketch["strokes"]])
    assert points.min() >= -8 and points.max() <= 264
    assert {stroke["colour"] for stroke in sketch["strokes"]} <= set(range(12 if sketch["kind"] == "labels" else 1))


def test_weights_of_somebody_else_are_drawn_for_as_their_data_wants(models, monkeypatch):
    """Whatever a stranger's card calls itself: its name leads to no folder."""

    def opened_as(data: str) -> dict:
        card = Card(name="../../../tests", family="pix2pix", config={}, data=data)
        monkeypatch.setattr(checked, "network", lambda name, offer: SimpleNamespace(card=card))
        return sketch_pad.examples({"model": "kim/own@" + "0" * 40})

    assert opened_as("facades")["kind"] == "labels" and "villa" in opened_as("facades")["examples"]
    shoes, cats = opened_as("shoes"), opened_as("cats")
    assert (shoes["kind"], shoes["like"]) == ("lines", "shoes") and "boot" in shoes["examples"]
    assert (cats["kind"], cats["like"]) == ("lines", None) and "smiley" in cats["examples"]


def test_every_model_has_examples_with_names(models):
    table = serving.words.tables()["en"]["sketch"]
    for name in SKETCH:
        drawn = sketch_pad._drawn(name.removeprefix("pix2pix-"))
        assert len(drawn) >= 4 and all(f"drawing_{key}" in table for key in drawn)
        assert {f"{part}_{name.removeprefix('pix2pix-')}" for part in ("model", "about", "hint")} <= set(table)
    assert {f"label_{label}" for label in facade_labels.LABELS} <= set(table)
