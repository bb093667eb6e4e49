"""The Maps tab's answers without a browser, on small maps: a place is the model's, in the frame of each map."""

import base64

import numpy as np
import pytest
import torch
from families import batch_for, small_config, small_learner

from genmodels import catalog, checkpoints
from ui.language import words
from ui.serving import infer as serving
from ui.tabs.maps import asks, card

DRAWING = torch.zeros(28, 28, dtype=torch.uint8)
DRAWING[4:24, 12:15] = 255  # a one


@pytest.fixture(scope="module")
def solved() -> torch.nn.Module:
    learner = small_learner("manifold")
    learner.step(batch_for("manifold"))
    return learner.model


@pytest.fixture(autouse=True)
def models(solved, tmp_path, monkeypatch):
    """Maps of noise, and the two encoders, in place of the shipped ones."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    serving.shelf.cache_clear()
    save(tmp_path, "maps-mnist", "manifold", solved, "mnist")
    save(tmp_path, "maps-fashion", "manifold", solved, "fashion")
    for name, family in (("ae-mnist-2d", "autoencoder"), ("vae-mnist-2d", "vae")):
        save(tmp_path, name, family, catalog.family(family).model(small_config(family, latents=2)), "mnist")
    with torch.inference_mode():
        yield
    serving.shelf.cache_clear()


def save(folder, name: str, family: str, model: torch.nn.Module, data: str) -> None:
    described = checkpoints.Card(name=name, family=family, config=model.config.to_dict(), data=data)
    checkpoints.save(folder / name, model, described)


def sent(drawing: torch.Tensor) -> str:
    return base64.b64encode(drawing.numpy().tobytes()).decode()


def unpacked(text: str, kind: type) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)


def test_all_maps_come_with_their_points_and_labels_and_the_encoders_of_the_same_data():
    answer = asks.open_maps({"model": "maps-mnist"})
    model = serving.model("maps-mnist")
    assert list(answer["maps"]) == [*model.METHODS, "ae", "vae"]
    assert list(asks.open_maps({"model": "maps-fashion"})["maps"]) == list(model.METHODS)
    assert unpacked(answer["labels"], np.uint8).tolist() == model.labels.tolist()
    own = model.own_pictures()
    for name, places in zip(model.METHODS, model.places, strict=True):
        shown = unpacked(answer["maps"][name], np.int16).reshape(-1, 2) / answer["unit"]
        assert np.abs(shown).max() <= asks.FAR + 1e-3
        inside = np.abs(shown).max(1) < asks.FAR - 0.01
        assert inside.mean() > 0.8
        assert np.corrcoef(shown[inside, 0], places[inside, 0])[0, 1] > 0.9999, name
    codes = serving.model("ae-mnist-2d").encode(own)
    shown = unpacked(answer["maps"]["ae"], np.int16).reshape(-1, 2) / answer["unit"]
    assert shown == pytest.approx(asks.framed(codes).within(codes).numpy(), abs=1e-3)


def test_the_page_gets_the_components_of_the_first_points_for_its_own_tsne():
    run = asks.open_maps({"model": "maps-mnist"})["run"]
    codes = serving.model("maps-mnist").codes
    shown = unpacked(run["codes"], np.int16).reshape(run["count"], run["size"])
    assert shown / 32000 * codes.abs().max().item() == pytest.approx(codes.numpy(), abs=1e-3)


def test_a_drawings_place_is_the_models_in_the_maps_own_frame():
    places = asks.place({"model": "maps-mnist", "pixels": sent(DRAWING)})["places"]
    model, image = serving.model("maps-mnist"), DRAWING.view(1, 1, 28, 28) / 255
    for name, place in zip(model.METHODS, model.place(image)[0], strict=True):
        frame = asks.framed(model.places[model.METHODS.index(name)])
        assert places[name] == pytest.approx(frame.within(place[None])[0].tolist(), abs=1e-3)
    assert set(places) == {*model.METHODS, "ae", "vae"}
    mean = serving.model("vae-mnist-2d").encode(image).mean
    means = torch.cat([serving.model("vae-mnist-2d").encode(model.own_pictures()).mean])
    assert places["vae"] == pytest.approx(asks.framed(means).within(mean)[0].tolist(), abs=1e-3)


def test_every_picture_is_on_the_sheet():
    answer = asks.pictures({"model": "maps-mnist"})
    assert answer["sheet"].startswith("data:image/png;base64,")
    assert asks.pictures({"model": "maps-mnist"})["sheet"] is answer["sheet"], "made once"


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (sent(DRAWING * 0), "The drawing is empty"),
        (sent(DRAWING[:5].contiguous()), "did not arrive as 28 x 28 bytes"),
        ("no base64!", "did not arrive"),
        (None, "did not arrive"),
    ],
    ids=["empty", "short", "garbled", "none"],
)
def test_a_drawing_that_is_none_is_refused_in_a_sentence(pixels, said):
    with pytest.raises(words.Complaint, match=said):
        asks.place({"model": "maps-mnist", "pixels": pixels})


def test_only_maps_are_opened_here():
    with pytest.raises(words.Complaint, match="no model"):
        asks.open_maps({"model": "vae-mnist-2d"})


def test_maps_that_somebody_broke_are_shown_without_numbers_that_are_none(tmp_path):
    model = catalog.family("manifold").model(small_config("manifold"))
    model.places[4] = float("nan")
    save(tmp_path, "maps-fashion", "manifold", model, "fashion")
    answer = asks.open_maps({"model": "maps-fashion"})
    assert not unpacked(answer["maps"]["tsne"], np.int16).any()
    assert asks.place({"model": "maps-fashion", "pixels": sent(DRAWING)})["places"]["pca"]


def test_the_card_on_home_walks_from_map_to_map():
    frames = card.CARD.paint(["maps-mnist"])
    assert (
        len(frames) == card.FRAMES
        and frames.shape[1:] == (1, 3, card.HIGH, card.WIDE)
        and card.WIDE * 4 == card.HIGH * 5
    )
    assert frames.min() >= 0 and frames.max() <= 1
    assert torch.equal(frames[0], frames[1]) and not torch.equal(frames[0], frames[card.REST + 2])
