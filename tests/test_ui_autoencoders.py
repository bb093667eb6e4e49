"""The Autoencoders tab's answers without a browser, on small untrained models: every property holds for any weights."""

import base64
import io

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from families import small_config
from PIL import Image

from genmodels import catalog, checkpoints
from ui.language.words import Complaint
from ui.serving import infer as serving
from ui.tabs.autoencoders import asks, slices
from ui.tabs.autoencoders.offer import LINEAR

SIDE = 28
CLEAN = torch.zeros(SIDE, SIDE)
CLEAN[4:24, 12:15] = 1  # a one
OTHER = torch.zeros(SIDE, SIDE)
OTHER[6:9, 4:24] = 1
DIRTY = CLEAN.clone()
DIRTY[10:16] = 0


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch):
    """A folder with a linear autoencoder and a deep one in place of the shipped checkpoints."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    serving.shelf.cache_clear()
    torch.manual_seed(0)
    about = {"data": "mnist", "licence": "", "credit": "", "command": "", "hardware": ""}
    for name, family in ((LINEAR, "linear-autoencoder"), ("ae-mnist", "autoencoder")):
        config = small_config(family, latents=3, size=28)
        card = checkpoints.Card(name=name, family=family, config=config.to_dict(), seed=0, steps=0, seconds=0, **about)
        checkpoints.save(tmp_path / name, catalog.family(family).model(config), card)
    codes, labels = torch.randn(50, 3), (torch.arange(50) // 5).to(torch.uint8)
    checkpoints.add_evaluation(tmp_path / "ae-mnist", {}, {"test_codes": codes.half(), "test_labels": labels})
    with torch.inference_mode():
        yield
    serving.shelf.cache_clear()


def sent(**pictures: torch.Tensor) -> dict:
    """Pictures as the page sends them."""
    return {name: base64.b64encode(each.mul(255).byte().numpy().tobytes()).decode() for name, each in pictures.items()}


def unpacked(text: str, kind: str = "uint8") -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)


def test_each_rebuilds_the_dirty_picture_and_is_measured_by_the_clean_one():
    answer = asks.rebuild(sent(clean=CLEAN, dirty=DIRTY))
    model = serving.model(LINEAR)
    rebuilt = model.reconstruct(DIRTY[None, None]).clamp(0, 1)
    assert np.abs(unpacked(answer["pictures"]) / 255 - rebuilt.flatten().numpy()).max() < 0.003
    assert answer["errors"] == pytest.approx([(rebuilt - CLEAN).square().mean().item()], rel=1e-5)
    assert answer["dirt"] == pytest.approx((DIRTY - CLEAN).square().mean().item())


def test_what_is_erased_altogether_is_rebuilt_as_well_and_what_is_no_picture_is_refused():
    assert asks.rebuild(sent(clean=CLEAN, dirty=0 * CLEAN))["errors"][0] >= 0
    for wrong in ("", "AAAA", "?", None, 7, base64.b64encode(bytes(785)).decode()):
        with pytest.raises(Complaint, match="28 x 28 bytes"):
            asks.rebuild(sent(clean=CLEAN) | {"dirty": wrong})
        with pytest.raises(Complaint, match="28 x 28 bytes"):
            asks.pull(sent(clean=CLEAN, dirty=DIRTY) | {"other": wrong})


def test_the_slice_holds_the_three_pictures_and_keeps_their_distances():
    clean, dirty, other = (each.flatten() for each in (CLEAN, DIRTY, OTHER))
    cut = slices.through(clean, dirty, other)
    assert torch.allclose(cut.axes.T @ cut.axes, torch.eye(2), atol=1e-6)
    places = cut.place(torch.stack([clean, dirty, other]))
    assert torch.allclose(clean + places @ cut.axes.T, torch.stack([clean, dirty, other]), atol=1e-5)
    assert places[2].tolist() == pytest.approx([(other - clean).norm().item(), 0], abs=1e-4) and places[1, 1] > 0
    assert cut.unit == pytest.approx((other - clean).norm().item())
    grid = cut.grid() / cut.unit
    assert grid[0, 0] == grid[15, 0] < 0 and grid[0, 1] == grid[1, 1] > 1 > 0 > grid[-1, 1], "rows from the top"


@pytest.mark.parametrize("same", ["dirty", "other", "both"])
def test_where_two_pictures_are_one_there_is_a_slice_all_the_same(same):
    clean = CLEAN.flatten()
    dirty, other = (clean if same in (name, "both") else each for name, each in (("dirty", DIRTY), ("other", OTHER)))
    cut = slices.through(clean, dirty.flatten(), other.flatten())
    assert torch.allclose(cut.axes.T @ cut.axes, torch.eye(2), atol=1e-5) and cut.unit >= 1


def test_arrows_lead_from_a_picture_to_what_is_made_of_it():
    clean, dirty, other = (each.flatten() for each in (CLEAN, DIRTY, OTHER))
    cut = slices.through(clean, dirty, other)
    assert cut.pulls(lambda rows: rows).abs().max() == 0, "whoever copies pulls nowhere"
    pulled = cut.pulls(lambda rows: clean.expand_as(rows))
    pictures = (clean + cut.grid() @ cut.axes.T).clamp(0, 1)
    assert torch.allclose(pulled, cut.place(clean[None]) - cut.place(pictures), atol=1e-4), (
        "and who knows one picture, there"
    )

    answer, model = asks.pull(sent(clean=CLEAN, dirty=DIRTY, other=OTHER)), serving.model(LINEAR)
    arrows = unpacked(answer["models"][0]["arrows"], "int16").reshape(-1, 2) / 1000
    found = cut.pulls(lambda rows: model.reconstruct(rows.view(-1, 1, SIDE, SIDE)).flatten(1)) / cut.unit
    assert len(arrows) == answer["side"] ** 2 and np.abs(arrows - found.numpy()).max() < 1e-3
    end = cut.place(model.reconstruct(DIRTY[None, None]).flatten(1))[0] / cut.unit
    assert answer["models"][0]["end"] == pytest.approx(end.tolist(), abs=1e-5)


def test_the_page_gets_the_linear_model_as_it_is():
    told, model = asks.plane({}), serving.model(LINEAR)
    parts = {
        name: torch.tensor(unpacked(told[name], "float32")) for name in ("mean", "encoder", "decoder", "turn", "back")
    }
    count = told["latents"]
    assert torch.equal(parts["encoder"].view(count, -1), model.encoder.weight)
    axes = model.decoder.weight @ parts["turn"].view(count, count)
    assert torch.allclose(axes.T @ axes, torch.eye(count), atol=1e-4), "its principal axes"
    assert torch.allclose(axes @ parts["back"].view(count, count), parts["decoder"].view(-1, count), atol=1e-4)


def test_filters_come_from_the_most_local_to_the_most_spread():
    model = serving.model(LINEAR)
    with torch.no_grad():
        for number, side in enumerate((20, 4, 12)):  # a square of so many pixels a side
            model.decoder.weight[:, number] = F.pad(torch.ones(side, side), (0, SIDE - side) * 2).flatten()
    answer = asks.filters({"model": LINEAR})
    assert answer["count"] == 3 and answer["pixels"] == 144
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["sheet"].split(",")[1]))))
    tiles = pixels.reshape(SIDE + 2, -1, SIDE + 2).transpose(1, 0, 2)[:3]
    assert [(tile == 255).sum() for tile in tiles] == [16, 144, 400]


def test_there_are_ten_digits_to_begin_with():
    digits = unpacked(asks.examples({})["pictures"]).reshape(10, SIDE, SIDE)
    model = serving.model("ae-mnist")
    codes = checkpoints.evaluation_of(model)["test_codes"].float()
    assert np.abs(digits[4] / 255 - model.decode(codes[20:21])[0, 0].numpy()).max() < 0.003
