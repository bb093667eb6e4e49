"""The Priors tab without a browser: what its runs promise, what a page may tell them, and the answers it gets."""

import base64

import numpy as np
import pytest
import torch
from families import small_config
from shows import show
from talk import Talk

from genmodels import catalog, checkpoints, data, runtime
from genmodels.batch import Batch
from genmodels.learner import Learner
from genmodels.reasons import UserError
from ui.serving import infer as serving
from ui.tabs.priors import asks
from ui.tabs.priors.show import heard

NAME = "adversarial-autoencoder"


def course(preset: str | None, steps: int) -> tuple[Learner, dict[str, torch.Tensor]]:
    """The learner of a preset, or of the show as it begins, on scikit-learn's digits, and what its last step told."""
    chosen, family = show(NAME), catalog.family(NAME)
    runtime.seed_everything(0)
    config = chosen.preset(preset).config if preset else {}
    learner = family.learner(family.config(**(chosen.begin | config)))
    test = data.load("digits", "test")
    learner.look_at(Batch(test.images.float().div(255), test.labels))
    batches = data.Batches(data.load("digits"), chosen.batch, torch.device("cpu"))
    for _ in range(steps):
        told = learner.step(next(batches))
    return learner, told


def own(learner: Learner) -> float:
    """Share of the held-out codes in their own part."""
    with torch.inference_mode():
        codes = learner.model.encode(learner.held.images)
    return (learner.model.prior.part_of(codes) == learner.held.labels).float().mean().item()


@pytest.mark.thorough
def test_within_seconds_each_petal_has_its_digit_and_a_bent_one_takes_it_along():
    learner, _ = course(None, 150)
    assert own(learner) > 0.6
    petals = learner.model.prior.petals.tolist()
    petals[2], petals[7] = petals[7], petals[2]
    learner.hear("prior", heard("prior", {"kind": "petals", "petals": petals}))
    before = own(learner)
    batches = data.Batches(data.load("digits"), 64, torch.device("cpu"), seed=1)
    for _ in range(100):
        learner.step(next(batches))
    assert before < own(learner) - 0.1


@pytest.mark.thorough
def test_without_labels_digits_find_no_petal_of_their_own():
    assert own(course("no_labels", 100)[0]) < 0.4


@pytest.mark.thorough
def test_a_discriminator_that_is_too_quick_wins_and_says_so():
    assert course("d_wins", 350)[1]["d_wins"] == 1


def test_what_a_page_may_tell_is_checked():
    line = [[0, 0], [1, 1]]
    assert heard("prior", {"kind": "drawn", "curve": line, "more": 1}) == {"kind": "drawn", "curve": line}
    assert heard("prior", {"kind": "roll"}) == {"kind": "roll"}
    assert heard("pointed", [[0, 1], "x", [1, 2, 3]]) == [[0, 1]]
    for name, value, told in (
        ("prior", {"kind": "drawn"}, "points of the plane"),
        ("prior", {"kind": "drawn", "curve": []}, "nothing is drawn yet"),
        ("prior", {"kind": "drawn", "curve": [[0, 0]]}, "that is a dot"),
        ("prior", {"kind": "drawn", "curve": line * 5000}, "10,000 points are more than"),
        ("prior", {"kind": "drawn", "curve": [[0, 0], [9, 9]]}, "out of the plane"),
        ("prior", "petals", "must be one of"),
        ("pointed", [[0, float("inf")]], "pointed must be a number"),
        ("colour", 1, "hears no 'colour'"),
    ):
        with pytest.raises(UserError, match=told):
            heard(name, value)


def test_a_paused_run_shows_at_once_what_it_was_told_and_turns_the_knob(tmp_path):
    talk = Talk(tmp_path, NAME, config=show(NAME).begin | {"width": 16})
    talk.step()
    talk.say(("tell", "prior", {"kind": "drawn", "curve": [[-1, -1], [1, 1]]}))
    turned = talk.until("turned")
    assert (turned["name"], turned["before"], turned["value"]) == ("prior", "petals", "drawn")
    outline = talk.until("frame")["shown"]["prior"]
    ends = np.frombuffer(base64.b64decode(outline["places"]), "<i2").reshape(-1, 2)[[0, -1]] / outline["unit"]
    assert ends == pytest.approx(np.array([[-1, -1], [1, 1]]), abs=1e-3)
    talk.stop()


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A small untrained model in place of the shipped one: every property holds for any weights."""
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    serving.shelf.cache_clear()
    torch.manual_seed(0)
    config = small_config(NAME)
    about = {"data": "mnist", "licence": "", "credit": "", "command": "", "seed": 0, "steps": 0, "seconds": 0}
    card = checkpoints.Card(name="aae-mnist-petals", family=NAME, config=config.to_dict(), hardware="", **about)
    made = catalog.family(NAME).model(config).eval()
    checkpoints.save(tmp_path / "aae-mnist-petals", made, card)
    codes = {"test_codes": torch.randn(50, 2).half(), "test_labels": (torch.arange(50) % 10).to(torch.uint8)}
    checkpoints.add_evaluation(tmp_path / "aae-mnist-petals", {}, codes)
    with torch.inference_mode():
        yield made
    serving.shelf.cache_clear()


def test_the_finished_half_paints_places_and_places_drawings(model):
    asked = {"model": "aae-mnist-petals"}
    opened = asks.open_model(asked)
    assert opened["codes"]["count"] == 50 and opened["prior"]["count"] == 20 and "spreads" in opened["prior"]
    places = [[0.5, -0.25], [1.0, 1.0]]
    pixels = np.frombuffer(base64.b64decode(asks.paint(asked | {"places": places})["pictures"]), np.uint8)
    wanted = model.decode(torch.tensor(places)).mul(255).round().flatten()
    assert np.abs(pixels.astype(int) - wanted.int().numpy()).max() <= 1
    drawing = bytearray(784)
    drawing[400:420] = b"\xff" * 20
    found = asks.encode(asked | {"pixels": base64.b64encode(drawing).decode()})
    image = torch.frombuffer(drawing, dtype=torch.uint8).view(1, 1, 28, 28) / 255
    code = model.encode(image)
    assert found["place"] == pytest.approx(code[0].tolist(), abs=1e-5)
    assert found["part"] == model.prior.part_of(code).item()


def test_the_finished_half_says_what_is_wrong_with_a_question(model):
    asked = {"model": "aae-mnist-petals"}
    empty = base64.b64encode(bytes(784)).decode()
    for ask, question, told in (
        (asks.paint, {"places": []}, "Between 1 and 11 places"),
        (asks.paint, {"places": [[0, 0]] * 12}, "Between 1 and 11 places"),
        (asks.paint, {"places": [[0, 99]]}, "too far out"),
        (asks.encode, {"pixels": empty}, "drawing is empty"),
        (asks.encode, {"pixels": "AAAA"}, "did not arrive as 28 x 28 bytes"),
        (asks.open_model, {"model": "vae-mnist"}, "There is no model"),
    ):
        with pytest.raises(UserError, match=told):
            ask(asked | question)
