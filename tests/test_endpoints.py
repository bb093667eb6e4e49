"""Every endpoint through gradio_client: names, types, answers, and one clear sentence for whatever is wrong."""

import base64
import io
import json
import math
import urllib.request

import httpx
import numpy as np
import pytest
import torch
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image, ImageDraw

from ui.language.words import Complaint
from ui.serving import checked
from ui.serving import infer as serving
from ui.serving.images import to_base64
from ui.serving.latents import even, truncated_normal
from ui.tabs.classes import api as classes_api
from ui.tabs.latent import api as latent_api
from ui.tabs.latent.offer import LATENT
from ui.tabs.think.asks import surprise

pytest_plugins = ["browser"]

NOUGHT = [0.0, 0.0]


@pytest.fixture(scope="module")
def client(playground) -> Client:
    return Client(playground.url, verbose=False, analytics_enabled=False)


def opened(url: str) -> np.ndarray:
    """The pixels of a data URL."""
    head, data = url.split(",", 1)
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


@pytest.fixture(scope="module")
def drawing() -> str:
    """A seven, black on white, as a canvas would send it."""
    image = Image.new("RGB", (280, 280), "white")
    ImageDraw.Draw(image).line([(80, 60), (200, 60), (120, 230)], fill="black", width=18)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def test_every_endpoint_is_named_and_typed(client):
    named = client.view_api(return_format="dict")["named_endpoints"]
    assert set(named) == {
        "/decode",
        "/encode",
        "/reconstruct",
        "/interpolate",
        "/sample_attributes",
        "/sample_classes",
        "/sketch",
        "/round_trip",
        "/rebuild",
        "/energy_of",
        "/place_on_maps",
        "/follow_prior",
        "/completed",
        "/sparse_code",
        "/cortex_cells",
        "/nearest",
        "/recurrent_code",
    }
    types = {p["parameter_name"]: p["python_type"]["type"] for p in named["/sample_classes"]["parameters"]}
    assert types["classes"] == "list[int]" and types["truncation"] == "float" and types["seed"] == "int"


def test_decode(client):
    picture = opened(client.predict("vae-mnist-2d", NOUGHT, api_name="/decode")["picture"])
    assert picture.shape == (28, 28) and picture.max() > 128


def test_a_label_changes_what_a_conditional_model_decodes(client):
    latent = [0.0] * checked.network("cvae-mnist", LATENT).config.latents
    one, eight = (client.predict("cvae-mnist", latent, label, api_name="/decode")["picture"] for label in (1, 8))
    assert one != eight


def test_encode_and_reconstruct_a_drawing(client, drawing):
    place = client.predict("vae-mnist-2d", drawing, api_name="/encode")
    assert len(place["mean"]) == len(place["standard_deviation"]) == 2 and min(place["standard_deviation"]) > 0
    assert opened(place["seen"]).shape == (28, 28)
    again = client.predict("vae-mnist-2d", drawing, api_name="/reconstruct")
    assert math.isclose(again["elbo"], again["reconstruction"] - again["kl"], rel_tol=1e-6)
    assert again["elbo"] < 0 < again["kl"]


def test_interpolation_includes_both_ends(client):
    pictures = client.predict("vae-mnist-2d", [-1, 0], [1, 0.5], 5, api_name="/interpolate")["pictures"]
    ends = [client.predict("vae-mnist-2d", end, api_name="/decode")["picture"] for end in ([-1, 0], [1, 0.5])]
    assert len(set(pictures)) == 5
    for picture, end in zip((pictures[0], pictures[-1]), ends, strict=True):
        # a batch of five may round a pixel otherwise than a batch of one
        assert np.abs(opened(picture).astype(int) - opened(end)).max() <= 1


def test_a_drawing_is_gone_on_with_from_a_pixel_on(client, drawing):
    first, again, other = (
        client.predict("pixelcnn-mnist", drawing, 392, seed, 1.0, api_name="/completed") for seed in (0, 0, 1)
    )
    assert first == again and first["picture"] != other["picture"] and first["nats"] > 0
    above = [opened(answer["picture"])[:14] for answer in (first, other)]
    assert np.array_equal(*above) and above[0].max() == 255, "what lies above stays"


def test_sample_classes_gives_a_row_for_each_class_and_a_verdict(client):
    answer = client.predict("cgan-mnist", [3, 7], 4, 5, api_name="/sample_classes")
    assert opened(answer["sheet"]).shape == (56, 112)
    assert len(answer["said"]) == len(answer["confidence"]) == 8
    agreed = [said == asked for said, asked in zip(answer["said"], [3] * 4 + [7] * 4, strict=True)]
    assert answer["accuracy"] == sum(agreed) / 8
    assert client.predict("cgan-mnist", [3, 7], 4, 5, api_name="/sample_classes")["sheet"] == answer["sheet"]


def test_a_mix_at_its_ends_is_the_class_itself(client):
    def row(classes: list[int], mix: float | None = None) -> np.ndarray:
        answer = client.predict("cgan-mnist", classes, 4, 1, 3.0, mix, api_name="/sample_classes")
        return opened(answer["sheet"]).astype(int)

    assert np.abs(row([3, 7], 0.0) - row([3])).max() <= 1
    assert np.abs(row([3, 7], 1.0) - row([7])).max() <= 1
    assert np.abs(row([3, 7], 0.5) - row([3])).max() > 64


def test_truncation_pulls_every_latent_towards_the_middle():
    far, near, none = (truncated_normal(500, 8, 3, limit) for limit in (3.0, 1.0, 0.0))
    assert far.abs().max() <= 3 and near.abs().max() <= 1 and none.abs().max() == 0
    assert bool((near.abs() <= far.abs() + 1e-6).all()) and bool((near.sign() == far.sign()).all())
    assert abs(far.std().item() - 0.9866) < 0.02  # of a normal distribution cut at three
    assert torch.equal(truncated_normal(7, 8, 3, 3.0), far[:7])


def test_a_few_draws_are_even_in_mean_and_in_square():
    draws = even(8, 32)
    torch.testing.assert_close(draws.mean(0), torch.zeros(32))
    torch.testing.assert_close(draws.square().mean(0), torch.ones(32))
    assert len(draws.unique(dim=0)) == 8


def test_a_drawings_surprise_stands_beside_the_vaes_bound():
    """The yardstick takes a thousand draws, which differ by 4 nats from each other for a digit."""
    digit = torch.zeros(1, 1, 28, 28)
    digit[..., 5:23, 12:15] = 1
    bounds = -serving.model("vae-mnist").elbo(digit.expand(1000, -1, -1, -1)).total
    asked = {"model": "pixelcnn-mnist", "pixels": to_base64(digit.mul(255).to(torch.uint8))}
    assert surprise(asked)["bound"] == pytest.approx(bounds.mean().item(), abs=bounds.std().item())
    assert surprise(asked) == surprise(asked), "it does not flicker"


WRONG = [
    ("/completed", ("pixelcnn-mnist", "data:image/png;base64,AAAA", 0, 0, 1.0), "picture"),
    ("/completed", ("vae-mnist", "", 0, 0, 1.0), "these are ready"),
    ("/round_trip", ("vae-mnist", "data:,"), "these are ready"),
    ("/decode", ("vae-nothing", NOUGHT), "“vae-nothing”"),
    ("/decode", ("../../etc/passwd", NOUGHT), "these are ready"),
    ("/decode", (None, NOUGHT), "these are ready"),
    ("/decode", ("judge-mnist", NOUGHT), "these are ready"),
    ("/decode", ("vae-mnist-2d", [0.0]), "2 numbers, not 1"),
    ("/decode", ("vae-mnist-2d", "zero"), "2 numbers, not zero"),
    ("/decode", ("vae-mnist-2d", [0.0, None]), "finite number"),
    ("/decode", ("vae-mnist-2d", [0.0, 1e30]), "too far out"),
    ("/decode", ("vae-mnist-2d", NOUGHT, 3), "leave the label out"),
    ("/decode", ("cvae-mnist", NOUGHT), "numbers, not 2"),
    ("/encode", ("cvae-mnist", "drawing"), "send a label from 0 to 9"),
    ("/encode", ("cvae-mnist", "drawing", 10), "no class 10"),
    ("/encode", ("vae-mnist-2d", "seven.png"), "data URL"),
    ("/encode", ("vae-mnist-2d", None), "data URL"),
    ("/reconstruct", ("vae-mnist-2d", "data:image/png;base64,aGVsbG8="), "cannot be read as a picture"),
    ("/interpolate", ("vae-mnist-2d", NOUGHT, NOUGHT, 1), "from 2 to 64"),
    ("/interpolate", ("vae-mnist-2d", NOUGHT, NOUGHT, 2.5), "whole number"),
    ("/sample_classes", ("cgan-mnist", []), "choose at least one"),
    ("/sample_classes", ("cgan-mnist", 3), "choose at least one"),
    ("/sample_classes", ("cgan-mnist", [3, 10]), "no class 10"),
    ("/sample_classes", ("cgan-mnist", ["3"]), "no class 3"),
    ("/sample_classes", ("cgan-mnist", [True]), "no class True"),
    ("/sample_classes", ("cgan-mnist", [1] * 11), "only 10 classes"),
    ("/sample_classes", ("cgan-mnist", [1], 0), "count"),
    ("/sample_classes", ("cgan-mnist", [1], 10**9), "count"),
    ("/sample_classes", ("cgan-mnist", [1], 4, -1), "seed"),
    ("/sample_classes", ("cgan-mnist", [1], 4, 0, -0.5), "truncation"),
    ("/sample_classes", ("cgan-mnist", [1], 4, 0, 3.0, 0.5), "exactly two"),
    ("/sample_classes", ("cgan-mnist", [1, 2], 4, 0, 3.0, 1.5), "mix"),
]


@pytest.mark.parametrize(("name", "arguments", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_told_in_one_sentence(client, drawing, playground, name, arguments, sentence):
    with pytest.raises(AppError) as caught:
        client.predict(*(drawing if value == "drawing" else value for value in arguments), api_name=name)
    message = str(caught.value)
    assert sentence in message and message.endswith(".") and len(message) < 250
    assert "Traceback" not in playground.printed()


def send(playground, function: str, *values: object, route: str = "run") -> httpx.Response:
    """As curl asks, which knows of no defaults."""
    address = f"{playground.url}/gradio_api/{route}/{function}"
    return httpx.post(address, json={"data": values}, timeout=60, trust_env=False)


def test_what_is_left_out_has_its_default(playground):
    whole = send(playground, "sample_classes", "cgan-mnist", [3], 8, 0, 3.0, None).json()["data"]
    assert send(playground, "sample_classes", "cgan-mnist", [3]).json()["data"] == whole
    assert len(whole[0]["said"]) == 8
    event = send(playground, "sample_classes", "cgan-mnist", [3], 8, route="call").json()["event_id"]
    told = httpx.get(f"{playground.url}/gradio_api/call/sample_classes/{event}", timeout=60, trust_env=False).text
    assert "event: complete" in told and whole[0]["sheet"] in told


@pytest.mark.parametrize("values", [(), ("vae-mnist-2d",), ("vae-mnist-2d", NOUGHT, None, 1), range(9)], ids=len)
def test_too_few_or_too_many_values_are_counted(playground, values):
    answer = send(playground, "decode", *values)
    assert answer.status_code == 422
    assert answer.json()["error"] == (
        "/decode takes, in this order: model, latent, label. The first 2 must be there, the others may be left out. "
        f"This request has {len(values)}."
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 10**400], ids=range(4))
def test_what_is_no_number_reaches_no_model(value):
    with pytest.raises(Complaint, match="finite number"):
        latent_api.decode("vae-mnist-2d", [0.0, value])
    with pytest.raises(Complaint, match="truncation must be a number"):
        classes_api.sample_classes("cgan-mnist", [1], truncation=value)


def test_a_field_that_is_empty_is_called_so_and_bounds_are_written_out():
    with pytest.raises(Complaint, match=r"^rate is empty; give it a number from 1e-07 to 1,000,000,000\.$"):
        checked.number("rate", "", 1e-7, 1e9)
    with pytest.raises(Complaint, match=r"from 0 to 1,000,000,000, not fast\.$"):
        checked.number("rate", "fast", 0, 1e9)


def test_a_panels_function_answers_a_strange_request_with_a_sentence(playground):
    for data in (None, [], "x", {}, {"model": {"a": 1}}, {"model": "cgan-mnist", "classes": [[3]]}):
        answer = ask_panel(playground.url, "sample", data, {"Accept-Language": "ko-KR"})
        assert any("가" <= letter <= "힣" for letter in answer["error"]), answer


def ask_panel(url: str, function: str, data: object, headers: dict) -> dict:
    """What the page's script would get from a server function of the sample grid."""
    with urllib.request.urlopen(f"{url}/config") as response:
        components = json.load(response)["components"]
    panel = next(c["id"] for c in components if c["props"].get("elem_id") == "sample-grid")
    body = {"data": data, "component_id": panel, "fn_name": function, "session_hash": "test"}
    request = urllib.request.Request(
        f"{url}/gradio_api/component_server",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"} | headers,
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def test_what_is_wrong_is_told_in_the_language_that_is_asked_for(playground):
    client = Client(playground.url, verbose=False, analytics_enabled=False, headers={"Accept-Language": "ko-KR"})
    with pytest.raises(AppError, match="클래스가 없습니다"):
        client.predict("cgan-mnist", [], 4, api_name="/sample_classes")
