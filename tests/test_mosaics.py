"""Home's pictures are files, and each is what the models on this machine paint."""

import io
import json
import sys

import pytest
import torch
from PIL import Image

from ui import app, paint
from ui.language import words
from ui.parts.page import served
from ui.serving import infer
from ui.serving.images import to_bytes
from ui.tabs.home import gallery, mosaics

CARDS = {card.tab: card for card in app.cards()}
FAR = 4.0  # levels of 256, in the mean: another processor adds up in another order, and WebP may lose a little


@pytest.mark.parametrize("tab", CARDS)
def test_a_file_is_what_the_models_paint(tab):
    card = CARDS[tab]
    kept = mosaics.kept(card)
    assert kept, f"{tab}'s picture was painted by other weights: python -m ui.paint"
    with torch.inference_mode():
        mosaic = mosaics.painted(card)
    assert (kept["frames"], kept["made"]) == (mosaic.frames, mosaic.made)
    pixels = to_bytes(mosaic.image)
    colours = "L" if pixels.shape[2] == 1 else "RGB"
    file = Image.open(io.BytesIO(served.files()[mosaics.place(card)])).convert(colours)
    stored = torch.frombuffer(bytearray(file.tobytes()), dtype=torch.uint8).view(file.height, file.width, -1)
    assert stored.shape == pixels.shape, "python -m ui.paint"
    off = (stored.float() - pixels).abs().mean().item()
    assert off < FAR, f"{tab} paints otherwise today: python -m ui.paint"


def test_there_is_a_file_for_each_card_and_no_other():
    folder = words.UI / mosaics.FOLDER
    told = json.loads((folder / mosaics.TOLD).read_text("utf-8"))
    assert set(told) == {path.stem for path in folder.glob("*.webp")} == set(CARDS)


def test_where_weights_are_new_or_ones_own_the_models_paint(monkeypatch):
    cards = [CARDS["classes"], CARDS["live"]]
    ask = gallery.painter(cards)
    assert ask({}) == {"cards": {}}, "what is a file is not painted"
    new = "cgan-mnist"
    assert new in CARDS["classes"].models and new not in CARDS["live"].models
    told = mosaics._weights
    monkeypatch.setattr(mosaics, "_weights", lambda name: "new" if name == new else told(name))
    offers = {card.tab: gallery._offer(card) for card in cards}
    assert "sheet" not in offers["classes"] and offers["live"]["sheet"].endswith("live.webp")
    painted = gallery.painter(cards)({})["cards"]
    assert list(painted) == ["classes"] and painted["classes"]["sheet"].startswith("data:image/png")
    monkeypatch.setattr(mosaics, "_weights", told)
    monkeypatch.setenv("GENMODELS_HUB", "kim")
    assert mosaics.painters([new])[new] != told(new), "an upload of one's own may be another each day"


def test_the_command_paints_what_it_is_told_and_forgets_what_no_card_has(tmp_path, monkeypatch, capsys):
    shipped, place = served.files()[mosaics.place(CARDS["pitfalls"])], tmp_path / "pictures"
    monkeypatch.setattr(mosaics, "FOLDER", str(place))
    monkeypatch.setattr(sys, "argv", ["paint", "pitfalls"])
    mosaics.told.cache_clear()
    try:
        place.mkdir()
        (place / "gone.webp").write_bytes(b"")
        paint.main()
        assert [path.name for path in sorted(place.iterdir())] == ["mosaics.json", "pitfalls.webp"]
        assert (place / "pitfalls.webp").read_bytes() == shipped, "it is drawn by rule alone"
        monkeypatch.setattr(sys, "argv", ["paint", "nothing"])
        with pytest.raises(SystemExit):
            paint.main()
        assert "no card of nothing" in capsys.readouterr().err
    finally:
        mosaics.told.cache_clear()


def test_a_model_that_cannot_be_loaded_does_not_keep_the_others_back():
    infer.load_behind(["no-such-model", "vae-mnist-2d"]).result(60)
    assert "vae-mnist-2d" in infer.shelf().names()
