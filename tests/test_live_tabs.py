"""Runs in several tabs, and words that a page tells a run. No page."""

from dataclasses import replace
from pathlib import Path

import pytest
from shows import show
from silent_worker import housed
from talk import Talk

from genmodels.models import dcgan
from genmodels.reasons import UserError
from ui.live import house as runs
from ui.live.panel import control
from ui.settings import Limits

OWNER = "o" * 32


def doubled(name: str, value: object) -> object:
    if name != "number" or not isinstance(value, int):
        raise UserError("a number is a whole number")
    return 2 * value


@pytest.fixture
def house(monkeypatch):
    """The DCGAN in the Live tab; the autoencoder in another, where it hears numbers."""
    shows = show("dcgan"), replace(show("autoencoder"), tab="codes", heard=doubled)
    with housed(monkeypatch, shows, runs_at_once=2) as house:
        yield house


def ask(do: str, **data) -> dict:
    return control.control({"do": do, "owner": OWNER, **data})


def start(family: str) -> str:
    return ask("start", family=family, data="digits")["code"]


def test_a_tab_offers_and_finds_only_what_it_shows(house):
    assert list(control.offers("live")["families"]) == ["dcgan"]
    assert list(control.offers("codes")["families"]) == ["autoencoder"]
    code = start("autoencoder")
    assert ask("hello", tab="codes")["codes"] == [code] and ask("hello")["codes"] == []
    assert ask("hello", tab="live", room=code)["elsewhere"] == "codes"
    assert "elsewhere" not in ask("hello", tab="codes", room=code)


def test_a_page_trains_in_one_tab_at_a_time_and_goes_on_in_the_other(house):
    first = start("dcgan")
    second = start("autoencoder")
    assert second != first, "the room of another tab was taken over"
    assert house.rooms[first].reason == {"reason": "stopped"} and not house.rooms[second].reason
    house.rooms[first].worker.gone()
    Path(house.rooms[first].job.leave).touch()
    ask("go_on", code=first)
    assert house.rooms[first].state == "loading" and house.rooms[second].reason == {"reason": "stopped"}


def test_whoever_is_refused_keeps_what_trains_in_another_tab(house, monkeypatch):
    first, second = start("dcgan"), start("autoencoder")
    house.rooms[first].worker.gone()
    with pytest.raises(UserError):
        ask("go_on", code=first)  # it has left nothing
    monkeypatch.setattr(runs, "LONGEST_LINE", 0)
    with pytest.raises(UserError):
        start("dcgan")
    assert not house.rooms[second].reason


def test_a_class_is_not_led_to_a_lesson_in_another_tab(house):
    house.limits = Limits(classroom="word")
    code = ask("start", family="autoencoder", data="digits", teacher="word")["code"]
    pupil = {"do": "hello", "owner": "p" * 32}
    assert control.control(pupil | {"tab": "codes"})["lesson"] == code
    assert control.control(pupil | {"tab": "live"})["lesson"] is None


def test_a_word_is_checked_and_then_told(house):
    run = house.rooms[start("autoencoder")]
    ask("tell", code=run.code, name="number", value=4)
    assert run.worker.told[-1] == ("tell", "number", 8)
    with pytest.raises(UserError, match="whole number"):
        ask("tell", code=run.code, name="number", value="four")
    assert run.worker.told[-1] == ("tell", "number", 8)


def test_a_run_that_hears_nothing_says_so(house):
    run = house.rooms[start("dcgan")]
    with pytest.raises(UserError, match="hears no 'number'"):
        ask("tell", code=run.code, name="number", value=4)


def test_a_learner_hears_between_two_steps(tmp_path, monkeypatch):
    heard = []
    monkeypatch.setattr(dcgan.FAMILY.learner, "hear", lambda self, *word: heard.append((self.steps, *word)))
    talk = Talk(tmp_path)
    talk.step()
    talk.say(("tell", "number", 8))
    talk.step()
    talk.stop()
    assert heard == [(1, "number", 8)]
