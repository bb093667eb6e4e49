"""The Round trip tab's server side: directions, dust, what the way back is given, and pictures that people bring."""

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from genmodels import checkpoints
from genmodels.cards import Card, save
from genmodels.models.cyclegan import CycleGAN, CycleGANConfig
from ui.language.words import Complaint
from ui.serving import infer as serving
from ui.tabs.roundtrip import api, asks, card, tab
from ui.tabs.roundtrip.offer import TRIPS


class Lines(nn.Module):
    """There it darkens a picture by a quarter, home it lightens it again; if it `forgets`, it comes home with grey."""

    def __init__(self, forgets: bool = False):
        super().__init__()
        self.forgets, self.given = forgets, []

    def to_b(self, images: torch.Tensor) -> torch.Tensor:
        return images * 0.75 + 0.001

    def to_a(self, images: torch.Tensor) -> torch.Tensor:
        self.given.append(images)
        return torch.full_like(images, 0.5) if self.forgets else (images / 0.75).clamp(0, 1)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Small CycleGANs with random weights, in the place of the published ones."""
    folder, shelf = tmp_path_factory.mktemp("checkpoints"), serving.shelf
    torch.manual_seed(0)
    names = {"cyclegan-lines": "emoji-lines", "cyclegan-lines-free": "emoji-lines", "cyclegan-emoji": "emoji-styles"}
    for name, source in names.items():
        config = CycleGANConfig(width=4, blocks=1, d_width=4)
        made = Card(name=name, family="cyclegan", config=config.to_dict(), data=source)
        save(folder / name, CycleGAN(config), made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "BUNDLED", folder)
        shelf.cache_clear()
        yield
    shelf.cache_clear()


def encoded(image: Image.Image, kind: str = "PNG") -> str:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def opened(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))))


def emoji() -> Image.Image:
    image = Image.new("RGB", (64, 64), "white")
    image.paste((252, 234, 43), (16, 16, 48, 48))
    return image


@pytest.mark.skipif("pix2pix-emoji" not in serving.available("pix2pix-emoji"), reason="its weights are not here")
def test_what_one_may_pick_was_painted_or_drawn_and_is_of_its_kind():
    drawn, painted = asks._painted()
    assert drawn.shape == painted.shape == (12, 3, 64, 64)
    colour = [(part.amax(1) - part.amin(1)).mean().item() for part in (drawn, painted)]
    assert colour[0] < 0.02 < 0.05 < colour[1]
    emoji, lines = (Lines(), Lines())
    emoji.card, lines.card = (
        Card(name="x", family="cyclegan", config={}, data=f"emoji-{x}") for x in ("styles", "lines")
    )
    emoji.weight = lines.weight = nn.Parameter(torch.zeros(1))
    assert torch.equal(asks.pictures_of(lines, "b"), drawn) and torch.equal(asks.pictures_of(lines, "a"), painted)
    assert torch.equal(asks.pictures_of(emoji, "b"), emoji.to_b(painted))


def test_the_way_back_is_given_what_the_page_shows():
    model, start = Lines(), torch.rand(1, 3, 64, 64)
    made = asks.travelled(model, start, "a", 0)
    steps = made.middle * 255
    assert torch.equal(steps, steps.round()) and torch.equal(model.given[0], made.middle)
    assert made.off == made.clean == pytest.approx(255 * (made.back - start).abs().mean().item(), rel=1e-4)


def test_directions_are_those_of_the_kind():
    start = torch.full((1, 3, 64, 64), 0.4)
    there, home = (asks.travelled(Lines(), start, kind, 0) for kind in "ab")
    assert there.middle.mean() < 0.4 < home.middle.mean()
    assert there.off < 1 > home.off


@pytest.mark.parametrize("dust", [2, 32])
def test_dust_moves_each_value_a_little_and_counts_against_the_return(dust):
    start = torch.rand(1, 3, 64, 64) * 0.5 + 0.25
    clean, dusty, again = (asks.travelled(Lines(), start, "a", grain) for grain in (0, dust, dust))
    moved = (dusty.middle - clean.middle).abs() * 255
    assert dust - 1 < moved.max() <= dust + 1e-3 and 0.3 * dust < moved.mean() < 0.7 * dust
    assert dusty.clean == pytest.approx(clean.off) and dusty.off > dusty.clean
    assert torch.equal(dusty.middle, again.middle), "the same dust while one draws"
    forgetful = asks.travelled(Lines(forgets=True), start, "a", dust)
    assert forgetful.off == forgetful.clean, "what reads nothing loses nothing"


def test_a_middle_without_colour_is_grey_and_as_bright():
    start = torch.rand(1, 3, 64, 64)
    clean, grey = (asks.travelled(Lines(), start, "a", 0, grey) for grey in (False, True))
    assert (grey.middle == grey.middle[:, :1]).all()
    assert (grey.middle.mean(1) - clean.middle.mean(1)).abs().max() < 0.6 / 255
    assert grey.off > 10 * grey.clean and grey.clean == pytest.approx(clean.off)


def test_a_trip_stands_beside_the_one_without_the_cycle_of_the_same_data(models):
    asked = {"kind": "a", "picture": encoded(emoji()), "dust": 4}
    both = asks.trip({"model": "cyclegan-lines", **asked})
    assert len(both["trips"]) == 2 and opened(both["sheet"]).shape == (64, 256, 3)
    alone = asks.trip({"model": "cyclegan-emoji", **asked})
    assert len(alone["trips"]) == 1 and opened(alone["sheet"]).shape == (64, 128, 3)


def test_an_endpoint_tells_what_the_model_was_given_and_where_it_came_back(models):
    told = api.round_trip("cyclegan-lines", encoded(emoji()), "b", 8.0, False, 3)
    assert np.array_equal(opened(told["seen"]), np.asarray(emoji()))
    off = np.abs(opened(told["back"]).astype(float) - np.asarray(emoji())).mean()
    assert told["off"] == pytest.approx(off, abs=0.3)
    other = api.round_trip("cyclegan-lines", encoded(emoji()), "b", 8.0, False, 4)
    assert other["middle"] != told["middle"] and other["clean"] == told["clean"]


@pytest.mark.parametrize(
    "asked",
    [{"kind": "c"}, {"dust": 33}, {"grey": 1}, {"dust": float("nan")}, {"picture": "data:,"}, {"model": "vae-mnist"}],
)
def test_a_wrong_question_is_told(models, asked):
    good = {"model": "cyclegan-lines", "kind": "a", "picture": encoded(emoji()), "dust": 0}
    asks.trip(good)
    with pytest.raises(Complaint):
        asks.trip(good | asked)


def test_pictures_of_any_kind_are_brought_onto_white_paper():
    clear = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (100, 20, 200, 80))
    wide = opened(asks.brought({"picture": encoded(clear)})["picture"])
    assert wide.shape == (64, 64, 3) and (wide[:20] == 255).all() and wide[32, 32].tolist() == [200, 0, 0]
    deep = Image.fromarray((np.arange(64 * 64).reshape(64, 64) * 16).astype(np.uint16))
    assert opened(asks.brought({"picture": encoded(deep)})["picture"]).std() > 30
    printed = Image.new("CMYK", (80, 80), (0, 0, 0, 0))
    printed.paste((0, 255, 255, 0), (0, 0, 40, 80))
    assert opened(asks.brought({"picture": encoded(printed, "JPEG")})["picture"]).shape == (64, 64, 3)
    for size in ((3000, 10), (10, 3000), (65, 1)):
        strip = opened(asks.brought({"picture": encoded(Image.new("RGB", size, "black"))})["picture"])
        assert 64 <= (strip < 128).all(2).sum() <= 2 * 64, "a line of it is left"
    for nothing in (Image.new("RGB", (64, 64), "white"), Image.new("RGB", (900, 900), "black")):
        with pytest.raises(Complaint, match="Nothing can be made out in this picture"):
            asks.brought({"picture": encoded(nothing)})


def test_without_the_painter_there_is_nothing_to_pick_and_home_has_its_card(models):
    assert asks.picks({"model": "cyclegan-lines", "kind": "a"}) == {"sheet": None, "count": 0}
    assert card.there_and_back(["cyclegan-lines"]).shape == (3, 20, 3, 64, 64)


def test_the_tab_is_left_out_without_weights_and_opens_other_cyclegans(models, monkeypatch, tmp_path):
    assert tab.ready()
    config = CycleGANConfig(size=64, width=8).to_dict()
    fits = [
        TRIPS.shows(Card(name="other", family=family, config=config | changes))
        for family, changes in (("cyclegan", {}), ("cyclegan", {"size": 128}), ("pix2pix", {}))
    ]
    assert fits == [True, False, False]
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    assert not tab.ready()
