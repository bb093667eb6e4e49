"""The page's own answers in the Latent space tab beside the server's, on the same weights as 16-bit floats."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels import catalog, checkpoints
from ui.parts.coder import assemble
from ui.serving import infer
from ui.tabs.latent import sent
from ui.tabs.latent.asks import decode, interpolate
from ui.tabs.latent.drawn import encode
from ui.tabs.latent.offer import SPACES

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "parts/coder/coder.js", UI / "parts/page/shared.js", UI / "tabs/latent/answers.js"]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const [wasm, ...paths] = process.argv.slice(1);
const [{ createCoder }, { fromBase64, halves }, { createAnswers }] = await Promise.all(paths.map(path => import(path)));
const { parts, config, questions } = JSON.parse(readFileSync(0, "utf-8"));
const floats = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, halves(fromBase64(text))]));
const answers = createAnswers(createCoder(readFileSync(wasm), floats, config), config);
const whole = steps => { for (;;) { const { value, done } = steps.next(); if (done) return value; } };
const told = questions.map(([name, data]) => {
  const found = answers[name](data), answer = found.next ? whole(found) : found;
  const cost = () => whole(answers.cost({ ...data, drawing: answer }));
  if (name === "encode" && !config.plain) Object.assign(answer, { first: answer.label }, cost());
  return { ...answer, pictures: Array.from(answer.pictures) };
});
console.log(JSON.stringify(told));
"""
STROKE = torch.zeros(28, 28, dtype=torch.uint8)
STROKE[4:24, 12:15] = 255
STROKE[4:7, 9:19] = 90
DISTANCE = torch.hypot(*torch.meshgrid(*[torch.arange(28.0) - 13.5] * 2, indexing="ij"))
RING = ((DISTANCE - 8).abs() < 1.5).to(torch.uint8) * 255
SMALL = {
    "vae": {"latents": 3, "width": 6, "decoder": "gaussian", "sigma": 0.3},
    "vae-bernoulli": {"latents": 5, "width": 4},
    "cvae": {"latents": 2, "width": 5},
    "autoencoder": {"latents": 4, "width": 3},
    "autoencoder-perceptron": {"latents": 2, "width": 2, "network": "perceptron"},
}


def by_page(network, questions: list) -> list[dict]:
    """What the page answers to questions as the server takes them: [(name, data), ...]."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    parts = sent.parts(network, "encoder") | sent.parts(network, "decoder")
    asked = json.dumps({"parts": parts, "config": sent.told(network), "questions": questions})
    command = [node, "--input-type=module", "-e", BY_SCRIPT, str(assemble.MADE), *(path.as_uri() for path in SCRIPTS)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def pictures_of(answer: dict) -> torch.Tensor:
    return torch.frombuffer(bytearray(base64.b64decode(answer["pictures"])), dtype=torch.uint8).view(-1, 784).int()


def asked(latents: int, classes: int) -> dict[str, dict]:
    """Questions that both can answer, by name."""
    torch.manual_seed(1)
    a, b = (torch.randn(latents).tolist() for _ in range(2))
    mixed = [0.3, 0.7, *[0.0] * (classes - 2)] if classes else []
    pixels, ring = (base64.b64encode(each.numpy().tobytes()).decode() for each in (STROKE, RING))
    return {
        "decode": {"latent": a, "weights": mixed},
        "interpolate": {"a": {"latent": a, "weights": mixed}, "b": {"latent": b, "weights": mixed[::-1]}, "arc": True},
        "encode": {"pixels": pixels, "label": None},
        **({"labels": {"latent": b}, "encode as 4": {"pixels": pixels, "label": 4}} if classes else {}),
        "encode another": {"pixels": ring, "label": None},
    }


def compared(name: str, network, bytes_apart: int, nats: float) -> None:
    classes = getattr(network.config, "classes", 0)
    questions = asked(network.config.latents, classes)
    given = dict(
        zip(questions, by_page(network, [(key.split()[0], data) for key, data in questions.items()]), strict=True)
    )
    for key, data in questions.items():
        ours, data = given[key], data | {"model": name}
        if key == "labels":
            expected = pictures_of(decode(data | {"weights": [1.0, *[0.0] * (classes - 1)]}))[1:]
        else:
            answer = {"decode": decode, "interpolate": interpolate, "encode": encode}[key.split()[0]](data)
            expected = pictures_of(answer)
        if key.startswith("encode"):
            assert ours["label"] == answer["label"]
            for part in ("mean", "sigma"):
                assert ours[part] == pytest.approx(answer[part], rel=1e-3, abs=nats), (key, part)
            for part in {"kl", "reconstruction", "squared_error"} & set(answer):
                assert ours[part] == pytest.approx(answer[part], rel=1e-3, abs=nats), (key, part)
        found = torch.tensor(ours["pictures"]).view(-1, 784)
        found, expected = found[: len(expected)], expected[: len(found)]  # the server adds each label's picture at once
        assert (found - expected).abs().max() <= bytes_apart, key
        assert expected.float().std() > 1
    if name == "cvae-mnist":
        first, then = given["encode"], given["encode another"]
        assert then["first"] == first["label"] != then["label"], "it begins with the label of the drawing before"


@pytest.fixture
def published(tmp_path, monkeypatch) -> Path:
    """A folder of checkpoints in place of the shipped ones."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    infer.shelf.cache_clear()
    yield tmp_path
    infer.shelf.cache_clear()


@pytest.mark.parametrize("kind", SMALL)
def test_the_page_answers_as_the_server_does(kind, published):
    torch.manual_seed(0)
    family = catalog.family(kind.split("-")[0])
    model = family.model(family.config(**SMALL[kind])).requires_grad_(False)
    for parameter in model.parameters():  # a residual block begins as the identity
        parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).half().float())
    card = {
        "family": family.name,
        "config": model.config.to_dict(),
        "data": "mnist",
        "steps": 0,
        "seconds": 0,
        "seed": 0,
    }
    unsaid = dict.fromkeys(("licence", "credit", "command", "hardware"), "")
    name = "vae-mnist"  # one that the tab offers
    checkpoints.save(published / name, model, checkpoints.Card(name=name, **card, **unsaid))
    with torch.inference_mode():
        compared(name, infer.model(name), bytes_apart=1, nats=1e-3)


@pytest.mark.parametrize("name", SPACES)
def test_what_is_published_is_sent_whole_and_answers_alike(name):
    network = infer.model(name)
    for half in sent.HALVES:
        assert sent.coder({"model": name, "half": half})["parts"] is not None
    with torch.inference_mode():
        compared(name, network, bytes_apart=3, nats=0.1)


def test_a_half_that_is_too_large_is_not_sent(monkeypatch):
    network = checkpoints.load("vae-mnist-2d", "cpu")
    assert sent.parts(network, "decoder")
    monkeypatch.setattr(sent, "MOST", 1000)
    assert sent.parts(network, "decoder") is None


def test_a_weight_that_such_a_float_cannot_hold_is_not_sent():
    network = checkpoints.load("vae-mnist-2d", "cpu").requires_grad_(False)
    network.decoder.layers[0].weight[0, 0] = 1e5
    assert sent.parts(network, "decoder") is None and sent.parts(network, "encoder")


def test_what_browsers_run_is_made_of_what_people_read():
    assert assemble.MADE.read_bytes() == assemble.assembled(), "python -m ui.parts.coder.assemble"
