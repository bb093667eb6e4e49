"""The Latent space tab's answers without a browser, on small untrained models: every property holds for any weights."""

import base64
import io

import pytest
import torch
from families import small_config
from PIL import Image

from genmodels import catalog, checkpoints
from ui.language import words
from ui.parts.map import plane as latent_map
from ui.serving import infer as serving
from ui.tabs.latent import asks as latent_sliders
from ui.tabs.latent import drawn as digit_pad

SIDE = 28
DRAWING = torch.zeros(SIDE, SIDE, dtype=torch.uint8)
DRAWING[4:24, 12:15] = 255  # a one

MODELS = (
    ("vae-mnist-2d", "vae", 2),
    ("vae-mnist", "vae", 5),
    ("cvae-mnist", "cvae", 3),
    ("ae-mnist-2d", "autoencoder", 2),
    ("ae-mnist", "autoencoder", 3),
)


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch):
    """A folder of checkpoints in place of the shipped ones; only the two-dimensional one has been evaluated."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    serving.shelf.cache_clear()
    torch.manual_seed(0)
    for name, family, latents in MODELS:
        config = small_config(family, latents=latents)
        card = checkpoints.Card(
            name=name,
            family=family,
            config=config.to_dict(),
            data="mnist",
            licence="",
            credit="",
            command="",
            seed=0,
            steps=0,
            seconds=0,
            hardware="",
        )
        checkpoints.save(tmp_path / name, catalog.family(family).model(config), card)
    means, labels = torch.randn(200, 2), torch.arange(200) % 10
    tensors = {
        "test_means": means.half(),
        "test_labels": labels.to(torch.uint8),
        "class_means": torch.randn(10, 2),
        "kl_per_dimension": torch.tensor([2.0, 0.001]),
    }
    checkpoints.add_evaluation(tmp_path / "vae-mnist-2d", {"elbo": -150.0}, tensors)
    codes = torch.randn(200, 2) * torch.tensor([8.0, 4.0]) + torch.tensor([30.0, -7.0])
    kept = {"test_codes": codes.half(), "test_labels": labels.to(torch.uint8)}
    checkpoints.add_evaluation(tmp_path / "ae-mnist-2d", {"test_mse": 0.03}, kept)
    with torch.inference_mode():
        yield
    serving.shelf.cache_clear()


def unpacked(answer: dict) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(answer["pictures"])), dtype=torch.uint8).view(-1, SIDE, SIDE)


def as_bytes(images: torch.Tensor) -> torch.Tensor:
    return images.mul(255).round().to(torch.uint8)[:, 0]


def drawn(model: str, **more) -> dict:
    pixels = base64.b64encode(DRAWING.numpy().tobytes()).decode()
    return digit_pad.encode({"model": model, "pixels": pixels} | more)


def test_a_point_decodes_to_the_models_picture():
    latent = [0.5, -1.0, 0.0, 2.0, 0.25]
    answer = latent_sliders.decode({"model": "vae-mnist", "latent": latent})
    expected = serving.model("vae-mnist").decode(torch.tensor([latent]))
    assert torch.equal(unpacked(answer), as_bytes(expected))


def test_a_conditional_model_adds_the_same_point_with_each_label():
    weights = torch.eye(10)[3].tolist()
    answer = unpacked(latent_sliders.decode({"model": "cvae-mnist", "latent": [1.0, 0.0, -1.0], "weights": weights}))
    assert len(answer) == 11
    assert torch.equal(answer[0], answer[1 + 3])
    assert not torch.equal(answer[1 + 3], answer[1 + 4])


@pytest.mark.parametrize("arc", [False, True])
def test_the_strip_begins_at_a_and_ends_at_b(arc):
    a, b = [2.0, 0.0, 1.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0, -1.0]
    strip = unpacked(
        latent_sliders.interpolate({"model": "vae-mnist", "a": {"latent": a}, "b": {"latent": b}, "arc": arc})
    )
    assert len(strip) == latent_sliders.STEPS
    for point, picture in ((a, strip[0]), (b, strip[-1])):
        alone = unpacked(latent_sliders.decode({"model": "vae-mnist", "latent": point}))[0]
        assert (alone.int() - picture.int()).abs().max() <= 1


def test_the_arc_keeps_its_distance_in_equal_angles_and_the_line_does_not():
    start, end, share = torch.tensor([[3.0, 0.0]]), torch.tensor([[0.0, 3.0]]), torch.linspace(0, 1, 11)[:, None]
    arc = latent_sliders.slerp(start, end, share)
    torch.testing.assert_close(arc.norm(dim=1), torch.full((11,), 3.0))
    torch.testing.assert_close(torch.atan2(arc[:, 1], arc[:, 0]), share[:, 0] * torch.pi / 2)
    assert torch.lerp(start, end, share).norm(dim=1)[5] < 2.2


@pytest.mark.parametrize("end", [[6.0, 0.0], [-3.0, 0.0], [0.0, 0.0]], ids=["same way", "opposite", "zero"])
def test_where_there_is_no_single_arc_the_way_is_straight(end):
    start, share = torch.tensor([[3.0, 0.0]]), torch.linspace(0, 1, 5)[:, None]
    way = latent_sliders.slerp(start, torch.tensor([end]), share)
    if any(end) and end[0] > 0:
        assert (way[:, 1] == 0).all() and (way[1:, 0] > way[:-1, 0]).all()
    else:
        assert way.isfinite().all()


def test_a_tile_of_the_map_is_what_is_decoded_there():
    plane = latent_sliders.open_model({"model": "vae-mnist-2d"})["map"]
    sheet = Image.open(io.BytesIO(base64.b64decode(plane["tiles"].split(",")[1])))
    assert sheet.size == (SIDE * latent_map.TILES,) * 2
    row, column, width = 3, 16, 2 * plane["extent"] / latent_map.TILES
    latent = [(column + 0.5) * width - plane["extent"], plane["extent"] - (row + 0.5) * width]
    tile = sheet.crop((column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE))
    alone = unpacked(latent_sliders.decode({"model": "vae-mnist-2d", "latent": latent}))[0]
    tile = torch.frombuffer(bytearray(tile.tobytes()), dtype=torch.uint8).view(SIDE, SIDE)
    assert (tile.int() - alone.int()).abs().max() <= 1


def test_a_model_tells_what_its_evaluation_found():
    answer = latent_sliders.open_model({"model": "vae-mnist-2d"})
    assert answer["usual"] == 150
    assert answer["kl"] == [2.0, 0.001]
    assert len(answer["examples"]) == 10 and len(answer["examples"][0]) == latent_sliders.EXAMPLES
    points = torch.frombuffer(bytearray(base64.b64decode(answer["map"]["points"])), dtype=torch.int16)
    means = checkpoints.evaluation("vae-mnist-2d")["test_means"]
    torch.testing.assert_close(points.view(-1, 2) / 1000, means, atol=1e-3, rtol=0)


def test_a_model_that_was_never_evaluated_opens_all_the_same():
    answer = latent_sliders.open_model({"model": "cvae-mnist"})
    assert answer["latents"] == 3 and answer["classes"] == 10
    assert answer["kl"] is answer["examples"] is answer["usual"] is answer["map"] is None


def test_a_drawing_has_the_models_posterior_and_kl():
    answer = drawn("vae-mnist")
    posterior = serving.model("vae-mnist").encode(DRAWING.view(1, 1, SIDE, SIDE) / 255)
    torch.testing.assert_close(torch.tensor([answer["mean"]]), posterior.mean)
    torch.testing.assert_close(torch.tensor([answer["sigma"]]).log() * 2, posterior.log_variance, atol=1e-4, rtol=1e-4)
    assert answer["kl"] == pytest.approx(posterior.kl().sum().item(), rel=1e-4)
    alone = latent_sliders.decode({"model": "vae-mnist", "latent": answer["mean"]})
    assert answer["pictures"] == alone["pictures"]


def test_the_cost_of_a_drawing_is_the_elbo_and_does_not_flicker():
    answer = drawn("vae-mnist")
    assert answer == drawn("vae-mnist")
    bounds = serving.model("vae-mnist").elbo(DRAWING.view(1, 1, SIDE, SIDE).expand(2000, -1, -1, -1) / 255)
    error = bounds.reconstruction.std().item()  # of a single draw; four of them, in pairs, are closer
    assert answer["reconstruction"] == pytest.approx(-bounds.reconstruction.mean().item(), abs=3 * error)


def test_the_guessed_label_explains_the_drawing_best():
    costs = [(answer["reconstruction"] + answer["kl"]) for answer in (drawn("cvae-mnist", label=n) for n in range(10))]
    guess = drawn("cvae-mnist")
    assert guess["label"] == costs.index(min(costs))
    assert guess["reconstruction"] + guess["kl"] == pytest.approx(min(costs), rel=1e-4)
    alone = drawn("cvae-mnist", label=guess["label"])
    assert all(
        guess[part] == pytest.approx(alone[part], rel=1e-4) for part in ("mean", "sigma", "reconstruction", "kl")
    )


def test_of_labels_that_explain_a_drawing_alike_the_nearest_to_the_prior_is_guessed(monkeypatch):
    monkeypatch.setattr(serving.model("cvae-mnist"), "log_likelihood", lambda images, *_: torch.zeros(len(images)))
    kls = [drawn("cvae-mnist", label=label)["kl"] for label in range(10)]
    assert drawn("cvae-mnist")["label"] == kls.index(min(kls))


def test_codes_without_a_prior_are_shown_centred_and_in_units_of_their_spread():
    told, model = latent_sliders.open_model({"model": "ae-mnist-2d"}), serving.model("ae-mnist-2d")
    codes = checkpoints.evaluation("ae-mnist-2d")["test_codes"].float()
    points = torch.frombuffer(bytearray(base64.b64decode(told["map"]["points"])), dtype=torch.int16).view(-1, 2) / 1000
    assert points.mean(0).abs().max() < 0.01 and points.square().mean().sqrt() == pytest.approx(1, abs=0.02)
    assert told["plain"] and told["usual"] == 0.03 and told["kl"] is None
    torch.testing.assert_close(torch.tensor(told["examples"][3][0]), points[3], atol=1e-3, rtol=0)
    again = latent_sliders.decode({"model": "ae-mnist-2d", "latent": points[5].tolist()})
    assert (unpacked(again).int() - as_bytes(model.decode(codes[5:6])).int()).abs().max() <= 1
    assert not latent_sliders.open_model({"model": "vae-mnist-2d"})["plain"]


@pytest.mark.parametrize("name", ["ae-mnist-2d", "ae-mnist"])
def test_a_drawing_without_a_prior_is_one_point_with_its_squared_error(name):
    answer, model = drawn(name), serving.model(name)
    image = DRAWING.view(1, 1, SIDE, SIDE) / 255
    assert not any(answer["sigma"]) and "kl" not in answer
    alone = latent_sliders.decode({"model": name, "latent": answer["mean"]})
    assert answer["pictures"] == alone["pictures"]
    if name == "ae-mnist":  # never evaluated: its codes as they are
        assert answer["mean"] == pytest.approx(model.encode(image)[0].tolist(), abs=1e-5)
        error = (model.reconstruct(image) - image).square().mean().item()
        assert answer["squared_error"] == pytest.approx(error, rel=1e-5)


LATENT = [0.0] * 5
BLACK, WHITE = (base64.b64encode(bytes([grey] * SIDE * SIDE)).decode() for grey in (0, 255))


@pytest.mark.parametrize(
    ("work", "data"),
    [
        (latent_sliders.open_model, {}),
        (latent_sliders.open_model, {"model": "judge-mnist"}),
        (latent_sliders.decode, {"model": "vae-mnist"}),
        (latent_sliders.decode, {"model": "vae-mnist", "latent": [*LATENT, 0.0]}),
        (latent_sliders.decode, {"model": "vae-mnist", "latent": [float("nan"), *LATENT[1:]]}),
        (latent_sliders.decode, {"model": "vae-mnist", "latent": ["0", *LATENT[1:]]}),
        (latent_sliders.decode, {"model": "cvae-mnist", "latent": [0.0] * 3}),
        (latent_sliders.decode, {"model": "cvae-mnist", "latent": [0.0] * 3, "weights": [1] * 9}),
        (latent_sliders.decode, {"model": "cvae-mnist", "latent": [0.0] * 3, "weights": [float("inf")] * 10}),
        (latent_sliders.interpolate, {"model": "vae-mnist", "a": {"latent": LATENT}}),
        (latent_sliders.interpolate, {"model": "vae-mnist", "a": {"latent": LATENT}, "b": "a"}),
        (digit_pad.encode, {"model": "vae-mnist"}),
        (digit_pad.encode, {"model": "vae-mnist", "pixels": "no base64"}),
        (digit_pad.encode, {"model": "vae-mnist", "pixels": BLACK[:-4]}),
        (digit_pad.encode, {"model": "vae-mnist", "pixels": base64.b64encode(bytes(784)).decode()}),
        (digit_pad.encode, {"model": "vae-mnist", "pixels": [0] * 784}),
        (digit_pad.encode, {"model": "cvae-mnist", "pixels": WHITE, "label": 10}),
        (digit_pad.encode, {"model": "vae-mnist", "pixels": WHITE, "label": 1}),
        (digit_pad.encode, {"model": "ae-mnist", "pixels": WHITE, "label": 1}),
        (latent_sliders.decode, {"model": "ae-mnist", "latent": [0.0, 0.0, 11.0]}),
    ],
)
def test_bad_requests_are_told_what_is_wrong(work, data):
    with pytest.raises(words.Complaint) as complaint:
        work(data)
    assert len(str(complaint.value)) > 20 and complaint.value.translated("ko") != str(complaint.value)


def test_words_that_the_scripts_put_together_exist():
    table = words.tables()["en"]["latent"]
    composed = {f"model_{name}" for name in ("vae-mnist", "vae-mnist-2d", "vae-fashion", "cvae-mnist", "ae-mnist-2d")}
    sources = ("zero", "prior", "hand", "drawing", "sampled", "test", "link", "between")
    composed |= {f"from_{source}" for source in sources}
    composed |= {f"layer_{layer}" for layer in ("both", "tiles", "points")} | {"line", "arc"}
    assert composed <= set(table)
