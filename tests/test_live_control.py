"""What the Live training tab makes of what nobody's page would send: a sentence, never a stumble. No page."""

import math

import pytest
from silent_worker import FRAME, JOB, housed

from genmodels.reasons import UserError
from ui.live.panel import control, room

OWNER = "o" * 32
ODD = ([], {}, [[]], [{}], {"a": []}, math.nan, math.inf, -1, 10**400, True, None, "", "x" * 5000, "\ud800")
GOOD = {
    "start": {"family": "dcgan", "data": "digits", "config": {}, "seed": 0, "preset": None, "from": ""},
    "knob": {"name": "g_learning_rate", "value": 0.1},
    "go_on": {"pause": False},
    "call": {"name": "Kim"},
    "offer": {"to": "anyone"},
    "picture": {"link": "http://127.0.0.1/?tab=live&room=CODE"},
}


@pytest.fixture
def house(monkeypatch):
    with housed(monkeypatch, classroom="word") as house:
        yield house


@pytest.mark.parametrize(
    ("work", "do"),
    [(control.control, do) for do in sorted(control.ACTIONS) if do != "fork"]
    + [(room.room, do) for do in sorted(room.ACTIONS)],
)
def test_whatever_stands_in_a_field_is_answered_or_refused_in_a_sentence(house, work, do):
    run = house.start(OWNER, JOB)
    run.worker.heard({"kind": "frame", **FRAME})
    good = {"do": do, "owner": OWNER, "code": run.code, "teacher": "word", "language": "en", "visitor": "a b"}
    good |= GOOD.get(do, {})
    for field in good:
        for odd in ODD:
            try:
                assert isinstance(work(good | {field: odd}), dict)
            except UserError as mistake:
                assert str(mistake), (field, odd)


@pytest.mark.parametrize("odd", [*ODD, [["g_learning_rate", 1]]], ids=range(len(ODD) + 1))
def test_whatever_stands_for_knobs_is_answered_or_refused_in_a_sentence(house, odd):
    run = house.start(OWNER, JOB)
    start = {"do": "start", "owner": OWNER, "teacher": "word", "family": "dcgan", "data": "digits"}
    for name in ("g_learning_rate", "loss", "batch_norm", "d_steps", "players"):
        for work in ({"config": {name: odd}}, {"do": "knob", "code": run.code, "name": name, "value": odd}):
            try:
                control.control(start | work)
            except UserError as mistake:
                assert str(mistake), (name, odd)
    assert all(isinstance(value, int | float | str | bool) for value in run.job.config.values())


def test_what_a_preset_turns_holds_for_a_run_that_goes_on_from_a_checkpoint_too(house):
    asked = {"do": "start", "owner": OWNER, "teacher": "word", "family": "wgan-gp", "data": "mnist"}
    code = control.control(asked | {"preset": "clipping", "from": "wgan-gp-mnist"})["code"]
    assert house.rooms[code].job.config["lipschitz"] == "clipping"
