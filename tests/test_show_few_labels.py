"""The Few labels show: what a person says is checked, and a run begins from M1 as published and from a new M2."""

import base64

import numpy as np
import pytest
import torch
from shows import show

from genmodels import catalog, checkpoints, runtime
from genmodels.data import SOURCES
from genmodels.learner import Learner
from genmodels.reasons import UserError
from genmodels.shown import Points
from ui.live.panel import origin
from ui.live.worker.job import Job, Shelf
from ui.live.worker.resume import take_up
from ui.live.worker.shown import packed
from ui.tabs.few_labels.asks import analogies, digits
from ui.tabs.few_labels.show import NAMED, ON_MAP, first

SHOW = show("semi-supervised-vae")


def test_what_a_person_says_is_a_digit_on_the_map_and_a_class():
    assert SHOW.heard("labels", {"3": 0, "599": 9}) == {3: 0, 599: 9} and SHOW.heard("labels", {}) == {}
    for wrong in (None, [3], "3", {"600": 1}, {"-1": 1}, {"x": 1}, {"3": 10}, {"3": "1"}, {"3": True}, {"3": None}):
        with pytest.raises(UserError):
            SHOW.heard("labels", wrong)
    with pytest.raises(UserError):
        SHOW.heard("prior", {})


def test_the_recorded_run_is_told_one_of_each_digit_before_a_second():
    assert sorted(first(10).values()) == list(range(10)) and len(first(30)) == 30
    assert all(row < ON_MAP for rows in NAMED for row in rows)
    assert [len(told) for _, _, told in SHOW.foretold] == sorted(len(told) for _, _, told in SHOW.foretold)


def begun(asked: str) -> tuple[Learner, dict, Job]:
    """A run as its process makes it: the learner, its new M2, and the job."""
    family = catalog.family(SHOW.family)
    made = family.config(**SHOW.begin)
    parts, config, _ = origin.origin("o" * 32, asked, "mnist", SHOW, made, (), set())
    job = Job(SHOW, "mnist", "", config.to_dict(), **parts)
    runtime.seed_everything(0)
    learner = family.learner(config)
    fresh = {key: value.clone() for key, value in learner.model.m2.state_dict().items()}
    take_up(learner, Shelf().beginning(job), job.steps, job.forgets)
    return learner, fresh, job


def test_a_run_goes_on_from_m1_as_published_and_from_a_new_m2_that_knows_no_label():
    learner, fresh, job = begun("")
    published = checkpoints.load(SHOW.origin, "cpu")
    assert job.checkpoint == SHOW.origin and learner.config.label_count == 0 and learner.config.draws == 1
    for model in (learner.model, learner.networks["ssvae"]):
        for key, value in published.m1.state_dict().items():
            assert torch.equal(model.m1.state_dict()[key], value)
        assert torch.equal(model.kept, published.kept)
        assert all(torch.equal(model.m2.state_dict()[key], value) for key, value in fresh.items())
    assert learner.m2_steps() > 1, "what M1 says is not chosen anew"


def test_values_of_points_cross_to_the_page_in_one_byte_each():
    values = np.array([0.0, 0.5, 2.0], np.float32)
    told = packed(Points(np.zeros((3, 2), np.float32), values=values))
    levels = np.frombuffer(base64.b64decode(told["values"]), np.uint8)
    assert np.abs(levels / 255 * told["most"] - values).max() < 0.005
    nothing = packed(Points(np.zeros((3, 2), np.float32), values=np.zeros(3, np.float32)))
    assert not any(base64.b64decode(nothing["values"]))


def test_the_digits_of_the_map_come_as_one_sheet():
    answer = digits({"data": "digits"})
    assert answer["sheet"].startswith("data:image/png") and answer["columns"] == 30
    assert (digits({"data": "mnist"})["sheet"] is None) == (not SOURCES["mnist"].is_here())
    with pytest.raises(UserError):
        digits({"data": "../secret"})


def test_a_drawing_is_written_as_ten_digits():
    drawing = np.zeros((28, 28), np.uint8)
    drawing[5:23, 13:15] = 255
    answer = analogies({"model": "m1m2-mnist-100", "pixels": base64.b64encode(drawing.tobytes()).decode()})
    assert len(base64.b64decode(answer["pictures"])) == 10 * 784 and np.argmax(answer["shares"]) == 1
    assert sum(answer["shares"]) == pytest.approx(1, abs=0.01)
    for wrong in (None, "x", base64.b64encode(b"short").decode(), base64.b64encode(bytes(784)).decode()):
        with pytest.raises(UserError):
            analogies({"model": "m1m2-mnist-100", "pixels": wrong})


def test_without_a_drawing_the_mean_hand_writes_ten_digits():
    for name in ("m1m2-mnist-100", "m2-mnist-100"):
        answer = analogies({"model": name})
        pictures = torch.frombuffer(bytearray(base64.b64decode(answer["pictures"])), dtype=torch.uint8)
        images = pictures.view(10, 1, 28, 28) / 255
        told = checkpoints.load("judge-mnist")(images).argmax(1)
        assert "shares" not in answer and told.tolist() == list(range(10))
