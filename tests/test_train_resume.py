"""A run that is ended, killed or resumed: what it leaves, how it goes on, and what is said where it cannot."""

import csv
import dataclasses
import io
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from families import small_config

from genmodels import catalog, checkpoints
from genmodels.reasons import UserError
from train import run
from train.recipe import Recipe
from train.run import Run

pytest_plugins = ["tiny_run"]


def test_resume_equals_no_interruption(recipe, tmp_path):
    straight = Run(recipe, tmp_path / "straight", "test", "cpu")
    assert straight() == "done"
    half = Run(dataclasses.replace(recipe, steps=5), tmp_path / "half", "test", "cpu")
    half()
    rest = Run(recipe, tmp_path / "half", "test", "cpu", resume=tmp_path / "half")
    rest()
    first, second = (
        torch.load(tmp_path / name / "training" / "state.pt", weights_only=True)["learner"]
        for name in ("straight", "half")
    )
    for part in ("model", "networks", "optimizers", "tensors"):
        _assert_same(first[part], second[part], part)
    one, other = (checkpoints.sha256(tmp_path / name / checkpoints.WEIGHTS) for name in ("straight", "half"))
    assert one == other


def _assert_same(first, second, path):
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            _assert_same(first[key], second[key], f"{path}.{key}")
    elif isinstance(first, torch.Tensor):
        assert torch.equal(first, second), path
    else:
        assert first == second, path


def test_a_run_that_goes_on_turns_the_knobs_that_are_asked_for_and_keeps_the_others(recipe, tmp_path):
    changed = dataclasses.replace(recipe, config=recipe.config.replace(loss="saturating"), steps=2)
    Run(changed, tmp_path, "test", "cpu")()
    Run(recipe, tmp_path, "test", "cpu", tmp_path, {"g_learning_rate": 0.5})()
    kept = checkpoints.read_card(tmp_path).config
    assert kept["loss"] == "saturating" and kept["g_learning_rate"] == 0.5
    with pytest.raises(UserError, match="'latents' cannot be changed while the model trains"):
        Run(recipe, tmp_path, "test", "cpu", tmp_path, {"latents": 3})()


@pytest.fixture
def at_step(monkeypatch):
    """`at_step(5, work)`: work() is done within that step, by whichever run comes to it first."""
    kind, due = catalog.family("dcgan").learner, {}
    trained = kind.step

    def step(self, batch):
        if self.steps + 1 in due:
            due.pop(self.steps + 1)()
        return trained(self, batch)

    monkeypatch.setattr(kind, "step", step)
    return due.__setitem__


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whatever_ends_a_run_leaves_what_it_has_learned(recipe, tmp_path, at_step, monkeypatch, name):
    number, write = getattr(signal, name), sys.stderr.write
    # what a shell starts in the background ignores SIGINT, and so would the run
    handler = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
    inherited = signal.signal(number, handler)

    def end() -> None:
        os.kill(os.getpid(), number)
        if name != "SIGINT":
            os.kill(os.getpid(), number)  # by the terminal, and by its shell
        monkeypatch.setattr(sys.stderr, "write", gone)  # nobody reads the bar any more

    def gone(text: str) -> int:
        raise BrokenPipeError

    at_step(5, end)
    try:
        assert Run(recipe, tmp_path, "test", "cpu")() == "stopped"
        assert signal.getsignal(number) == handler
    finally:
        signal.signal(number, inherited)
    assert checkpoints.read_card(tmp_path).steps == 5
    monkeypatch.setattr(sys.stderr, "write", write)
    assert Run(recipe, tmp_path, "test", "cpu", resume=tmp_path)() == "done"


def test_what_nohup_ignores_stays_ignored(recipe, tmp_path, at_step):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        at_step(5, lambda: os.kill(os.getpid(), signal.SIGHUP))
        assert Run(recipe, tmp_path, "test", "cpu")() == "done"
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


class Killed(BaseException):
    """Stands for kill -9: nothing is written after it."""


@pytest.fixture
def killed(recipe, tmp_path, at_step, monkeypatch) -> Path:
    """A run of 150 steps that was killed in step 120, half a minute after step 70."""
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(run, "time", clock)

    def die() -> None:
        raise Killed

    at_step(70, lambda: setattr(clock, "now", 30.0))
    at_step(120, die)
    with pytest.raises(Killed):
        Run(dataclasses.replace(recipe, steps=150), tmp_path, "test", "cpu")()
    assert torch.load(tmp_path / "training" / "state.pt", weights_only=True)["step"] == 70
    logs = tmp_path / "training" / "metrics.csv"
    assert _steps(logs.parent) == [50], "they are as old as the state"
    logs.write_text(logs.read_text() + logs.read_text().splitlines()[1].replace("50", "100", 1) + "\n150,3")
    return tmp_path


def test_states_are_kept_by_time_and_the_logs_are_cut_back_to_them(recipe, tmp_path, killed):
    """As after kill -9, which leaves logs of steps that are trained once more."""
    sheets = killed / "training" / "samples"
    assert _board(killed / "training") == [50, 100]
    for name in ("0000050.png", "0000100.png"):
        (sheets / name).touch()
    (events,) = (killed / "training").glob("events.out.tfevents*")
    events.write_bytes(events.read_bytes()[:-7])  # the last record is cut short
    Run(dataclasses.replace(recipe, steps=150), killed, "test", "cpu", resume=killed)()
    assert _steps(killed / "training") == _board(killed / "training") == [50, 100, 150]
    assert sorted(path.name for path in sheets.iterdir()) == ["0000050.png", "0000150.png"]
    seconds = [float(row["seconds"]) for row in csv.DictReader((killed / "training" / "metrics.csv").open())]
    assert seconds == sorted(seconds)
    elsewhere = tmp_path / "elsewhere"
    Run(dataclasses.replace(recipe, steps=160), elsewhere, "test", "cpu", resume=killed)()
    assert _steps(elsewhere / "training") == _board(elsewhere / "training") == [50, 100, 150, 160]
    Run(dataclasses.replace(recipe, steps=2), killed, "test", "cpu")()
    assert _steps(killed / "training") == _board(killed / "training") == [2], "a run from the start has no past"
    assert [path.name for path in sheets.iterdir()] == ["0000002.png"]


def _steps(folder: Path) -> list[int]:
    return [int(row["step"]) for row in csv.DictReader((folder / "metrics.csv").open())]


def _board(folder: Path) -> list[int]:
    """The steps of one number as TensorBoard reads it, with nothing left out that came twice."""
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

    events = [event for path in sorted(folder.glob("events*")) for event in LegacyEventFileLoader(str(path)).Load()]
    return [event.step for event in events if any(value.tag == "d_loss" for value in event.summary.value)]


def test_a_resumed_run_keeps_the_seed_and_the_knobs_that_it_began_with(recipe, tmp_path, at_step):
    """Though the command that resumes it names none of them; what fades, fades on from the same height."""
    config = recipe.config.replace(width=8, g_learning_rate=0.01)
    fading = dataclasses.replace(recipe, fading=("g_learning_rate",), steps=8)
    begun = dataclasses.replace(fading, config=config, seed=3, batch_size=4)
    Run(begun, tmp_path / "straight", "test", "cpu")()
    half = tmp_path / "half"
    at_step(6, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert Run(begun, half, "test", "cpu")() == "stopped"
    assert Run(fading, half, "test", "cpu", half)() == "done"
    one, other = (checkpoints.sha256(tmp_path / name / checkpoints.WEIGHTS) for name in ("straight", "half"))
    assert one == other and checkpoints.read_card(half).config == checkpoints.read_card(tmp_path / "straight").config
    changed = dataclasses.replace(recipe, seed=5, steps=9)
    Run(changed, half, "test", "cpu", half, asked=frozenset({"seed"}))()
    assert checkpoints.read_card(half).seed == 5


def test_what_cannot_be_resumed_is_said_in_one_sentence(recipe, tmp_path):
    Run(recipe, tmp_path, "test", "cpu")()
    state, card = tmp_path / "training" / "state.pt", tmp_path / "config.json"
    whole, told = state.read_bytes(), card.read_bytes()

    def refused(sentence: str, by: Recipe = recipe, **turned: object) -> None:
        logs = (tmp_path / "training" / "metrics.csv").read_bytes()
        with pytest.raises(UserError, match=sentence):
            Run(by, tmp_path, "test", "cpu", tmp_path, turned)()
        assert (tmp_path / "training" / "metrics.csv").read_bytes() == logs

    other = dataclasses.replace(recipe, name="other", family="gan", config=small_config("gan"))
    refused("is a run of tiny, not of other; go on with it by python -m train tiny --resume", other)
    refused("'width' cannot be changed while the model trains", width=8)
    refused("has learned for 12 steps already.*ask for more than 12", dataclasses.replace(recipe, steps=10))
    card.write_text("<!DOCTYPE html><html>")
    refused("config.json is not a checkpoint's card")
    card.unlink()
    refused("is a run of tiny, not of other", other)
    state.write_bytes(whole[: len(whole) // 2])
    refused("state.pt is cut short or damaged; fetch it again")
    state.write_bytes(b"\n<!DOCTYPE html><html>")
    refused("state.pt is a web page and no saved state")
    torch.save({"weights": torch.zeros(1)}, state)
    refused("state.pt is no state of a run")
    saved = torch.load(io.BytesIO(whole), weights_only=True)
    torch.save({key: saved[key] for key in saved if key != "run"}, state)
    refused("was saved with knobs that gan does not have", other)
    saved["learner"]["networks"].pop("generator")
    torch.save(saved, state)
    refused("does not fit the family 'dcgan'")
    state.unlink()
    refused("holds no training/state.pt to resume from")
    card.write_bytes(told)
