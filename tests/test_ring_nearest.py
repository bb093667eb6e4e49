"""The ten nearest: the most alike by cosine and never the picture itself, and whatever a person brings is answered."""

import base64
import io

import pytest
import torch
import torch.nn.functional as F
from families import small_config
from PIL import Image

from genmodels import catalog, checkpoints
from genmodels.cards import Card
from genmodels.reasons import UserError
from ui.serving import infer
from ui.serving.images import packed
from ui.tabs.ring import nearest as near
from ui.tabs.ring.nearest import NEAREST


@pytest.fixture
def network(monkeypatch):
    """An untrained embedding, which lies under the published name, and sixty pictures."""
    torch.manual_seed(0)
    model = catalog.family("simclr").model(small_config("simclr")).eval().requires_grad_(False)
    model.card = Card(name="simclr-fashion", family="simclr", config={}, data="fashion")
    images = torch.randint(256, (60, 1, 28, 28), dtype=torch.uint8)
    kept = {"reference_images": images, "reference_labels": (torch.arange(60) % 10).byte()}
    monkeypatch.setattr(checkpoints, "evaluation_of", lambda _: kept)
    monkeypatch.setattr(infer, "available", lambda *names: ["simclr-fashion"])
    monkeypatch.setattr(infer, "model", lambda name: model)
    model.kept = kept
    return model


def ask(**data) -> dict:
    return near.nearest({"model": "simclr-fashion", **data})


def test_the_nearest_are_the_most_alike_by_features_and_by_pixels(network):
    images = network.kept["reference_images"].float() / 255
    found = ask(pixels=packed(images[7:8] * 0.5))
    for name, rows in (("embedding", F.normalize(network.encode(images))), ("pixels", F.normalize(images.flatten(1)))):
        one = network.encode((images[7:8] * 127.5).round() / 255) if name == "embedding" else images[7:8].flatten(1)
        wanted = (rows @ F.normalize(one)[0]).topk(NEAREST)
        assert [row for row, _ in found[name]] == wanted.indices.tolist()
        assert [cosine for _, cosine in found[name]] == pytest.approx(wanted.values.tolist(), abs=2e-3)
    assert found["pixels"][0][0] == 7, "half as bright is as near as can be"


def test_a_picture_is_no_neighbour_of_its_own(network):
    found = ask(row=7)
    assert all(len(found[name]) == NEAREST and 7 not in dict(found[name]) for name in ("embedding", "pixels"))
    assert found["seen"] == packed(network.kept["reference_images"][7:8].float() / 255)


@pytest.mark.parametrize(("size", "mode"), [((1, 1), "L"), ((300, 40), "RGBA"), ((64, 64), "P"), ((90, 700), "CMYK")])
def test_a_picture_of_any_size_and_mode_is_answered(network, size, mode):
    image = Image.new("RGB", size, "white")
    image.paste((40, 40, 90), (0, 0, max(1, size[0] // 2), max(1, size[1] // 2)))
    buffer = io.BytesIO()
    converted = image.convert(mode)
    converted.save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    picture = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    if size == (1, 1):
        with pytest.raises(UserError, match="Nothing can be made out"):
            ask(picture=picture)
    else:
        assert len(ask(picture=picture)["embedding"]) == NEAREST


@pytest.mark.parametrize("wrong", [{}, {"row": 60}, {"row": -1}, {"row": True}, {"pixels": "AAAA"}, {"picture": "x"}])
def test_what_is_no_picture_is_a_sentence(network, wrong):
    with pytest.raises(UserError):
        ask(**wrong)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"reference_images": torch.zeros(5, 3, 28, 28, dtype=torch.uint8), "reference_labels": torch.zeros(5)},
        {"reference_images": torch.zeros(5, 1, 28, 28, dtype=torch.uint8), "reference_labels": torch.zeros(4)},
        {"reference_images": torch.zeros(5, 1, 28, 28), "reference_labels": torch.zeros(5)},
    ],
)
def test_a_checkpoint_without_pictures_that_fit_says_so(network, monkeypatch, kept):
    monkeypatch.setattr(checkpoints, "evaluation_of", lambda _: kept)
    for asked in (ask, lambda **data: near.test_pictures({"model": "simclr-fashion", **data})):
        with pytest.raises(UserError, match="no test pictures"):
            asked(row=0)


def test_the_page_gets_the_pictures_their_labels_and_the_probes(network):
    network.card.scores.update(knn_accuracy=0.9, knn_accuracy_pixels=0.8)
    told = near.test_pictures({"model": "simclr-fashion"})
    assert told["labels"][:12] == [*range(10), 0, 1] and told["data"] == "fashion"
    assert told["scores"]["simclr-fashion"]["knn_accuracy"] == 0.9 and told["scores"]["pixels"]["knn_accuracy"] == 0.8
