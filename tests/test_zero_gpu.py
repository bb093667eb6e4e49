"""Live training where a GPU is lent by the call: the same run, whatever it is cut into. With a stand-in `spaces`."""

import dataclasses
import threading
from multiprocessing import Pipe
from pathlib import Path

import pytest
import torch
from shows import show
from waiting import SOON

from genmodels import data
from ui.live import house as runs
from ui.live.rooms.watcher import Watcher
from ui.live.worker import slices as run_slices
from ui.live.worker.job import Brought, Job, Opened, Shelf
from ui.live.worker.mailbox import Mail, Mailbox
from ui.live.worker.memory import anonymous
from ui.live.worker.session import Session
from ui.serving import zero_gpu
from ui.settings import Limits

SMALL = {"latents": 8, "width": 4, "d_width": 4}


@pytest.fixture(scope="module")
def spaces():
    """The stand-in, and the environment of a Space that lends GPUs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPACES_ZERO_GPU", "true")
        patch.syspath_prepend(str(Path(__file__).parent / "stand_in"))
        import spaces as stand_in

        assert zero_gpu.here()
        patch.setattr(run_slices, "train_slice", zero_gpu.on_gpu(SOON)(run_slices.train_slice))
        yield stand_in
        stand_in.kill()


@pytest.fixture
def job(tmp_path) -> Job:
    return Job(show("dcgan"), "digits", str(tmp_path / "left.pt"), SMALL, batch_size=8, pause=True)


class Talk:
    """A run in slices, and all that it says."""

    def __init__(self, job: Job, seconds: float = SOON):
        self.job, self.messages, self.news = job, [], threading.Condition()
        self.gone = threading.Event()
        self.slices = run_slices.Slices(seconds=seconds)
        self.slices.listen(self._heard, self.gone.set)
        self.slices.send(job)

    def _heard(self, message: dict) -> None:
        with self.news:
            self.messages.append(message)
            self.news.notify_all()

    def say(self, *commands: tuple) -> None:
        for command in commands:
            self.slices.send(command)

    def until(self, kind: str, wanted=lambda message: True) -> dict:
        def found() -> list[dict]:
            return [message for message in self.messages if message["kind"] == kind and wanted(message)]

        with self.news:
            assert self.news.wait_for(found, SOON), self.messages
        return found()[0]

    def step(self, number: int) -> None:
        self.say(("step",))
        self.until("frame", lambda frame: frame["paused"] and frame["step"] == number)


def weights(path) -> torch.Tensor:
    state = torch.load(path, weights_only=True)["learner"]["networks"]
    return torch.cat([value.float().flatten() for network in state.values() for value in network.values()])


def uncut(job: Job, steps: int) -> torch.Tensor:
    """The weights after so many steps of the same job in one piece."""

    class Digits(Shelf):
        def take(self, name: str) -> Opened:
            return Opened(data.load("digits"), data.load("digits", "test"))

    ours, theirs = Pipe()
    for command in [("step",)] * steps:
        ours.send(command)
    session = Session(theirs, job, Digits())
    for _ in session.course():
        if session.learner.steps == steps:
            ours.send(("stop",))
    return weights(job.leave)


def test_elsewhere_a_function_stays_as_it_is(monkeypatch):
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)

    def work() -> None: ...

    assert zero_gpu.on_gpu(5)(work) is work and not zero_gpu.here()


def test_a_run_cut_into_calls_is_the_same_run(spaces, job, tmp_path):
    """Calls of no time at all, so that each trains one step; their number shows that it was cut."""
    before = len(spaces.calls)
    talk = Talk(dataclasses.replace(job, pause=False), seconds=0)
    talk.until("frame", lambda frame: frame["step"] >= 4)
    talk.say(("stop",))
    steps = talk.until("finished")["step"]
    assert talk.gone.wait(SOON) and len(spaces.calls) - before >= steps >= 4
    assert [message["kind"] for message in talk.messages].count("started") == 1
    whole = dataclasses.replace(job, leave=str(tmp_path / "whole.pt"))
    assert torch.equal(weights(job.leave), uncut(whole, steps))


def test_commands_reach_a_call_and_a_paused_run_holds_no_gpu(spaces, job, tmp_path):
    before = len(spaces.calls)
    talk = Talk(dataclasses.replace(job, pause=False))
    talk.until("frame", lambda frame: frame["step"] > 2)
    talk.say(("pause",), ("knob", "g_learning_rate", 0.25))
    step = talk.until("turned")["step"]
    assert talk.until("frame", lambda frame: frame["paused"])["step"] == step
    talk.say(("save", str(tmp_path / "copy.pt")))
    talk.until("saved")
    assert torch.equal(weights(tmp_path / "copy.pt"), weights(job.leave)) and len(spaces.calls) == before + 1
    talk.step(step + 1)
    talk.say(("stages",))
    assert talk.until("stages")["step"] == step + 2
    assert len(spaces.calls) == before + 3
    talk.say(("stop",))
    assert talk.until("finished")["step"] == step + 2 and talk.gone.wait(SOON)
    assert torch.load(job.leave, weights_only=True)["learner"]["config"]["g_learning_rate"] == 0.25


def test_own_pictures_reach_the_call(spaces, job):
    own = dataclasses.replace(job, data="own", pictures=Brought("token", (64, 1, 28, 28)))
    talk = Talk(own)
    with anonymous(bytes(64 * 28 * 28)) as file:
        talk.slices.lend(file)
    assert talk.until("started")["amount"] == 64
    talk.step(1)
    talk.say(("stop",))
    assert talk.gone.wait(SOON)


def test_a_call_that_is_refused_or_broken_off_is_told_and_leaves_the_last_state(spaces, job, monkeypatch):
    monkeypatch.setattr(spaces, "refusal", "You have exceeded your quota.")
    talk = Talk(job)
    assert str(talk.until("failed")["mistake"]) == "You have exceeded your quota." and talk.gone.wait(SOON)
    monkeypatch.setattr(spaces, "refusal", "")
    talk = Talk(job)
    talk.step(1)
    monkeypatch.setattr(spaces, "refusal", "You have exceeded your quota.")
    talk.say(("resume",))
    end = talk.until("finished")
    assert (end["reason"], end["good"]) == ("gpu", 1) and talk.gone.wait(SOON) and weights(job.leave).isfinite().all()
    monkeypatch.setattr(spaces, "refusal", "")
    talk = Talk(dataclasses.replace(job, state=job.leave, pause=False))
    talk.until("frame", lambda frame: frame["step"] > 1)
    spaces.kill()
    assert str(talk.until("failed")["mistake"]) == "GPU task aborted" and talk.gone.wait(SOON)


def test_whoever_is_sent_away_goes_though_nothing_answers(monkeypatch, job):
    """As while the Space lets a visitor wait for a GPU."""
    asked, forever = threading.Event(), threading.Event()

    def wait(*_):
        asked.set()
        forever.wait(SOON)
        yield from ()

    monkeypatch.setattr(run_slices, "train_slice", wait)
    talk = Talk(job)
    assert asked.wait(SOON)
    talk.slices.kill()
    assert talk.gone.is_set()
    forever.set()


@pytest.mark.parametrize("messages", [[None], [[]], [{}], [{"kind": "slice"}]], ids=repr)
def test_a_call_that_says_what_nobody_understands_ends_and_says_so(monkeypatch, job, messages):
    monkeypatch.setattr(run_slices, "train_slice", lambda *_: iter(messages))
    house = runs.Runs(Limits(runs_at_once=1), hire=run_slices.Slices)
    try:
        run, ended = house.start("a", dataclasses.replace(job, leave="")), threading.Event()
        watcher = Watcher(lambda: run.state == "ended" and ended.set(), "a")
        with run.lock:
            run.watch(watcher)
        assert run.state == "ended" or ended.wait(SOON)
        assert run.reason["reason"] == "failed" and run.worker is None
    finally:
        house.close()


def test_a_mailbox_gives_whole_commands_in_their_order(tmp_path):
    box = Mailbox(tmp_path / "commands")
    mail = Mail(box.path)
    assert not mail.poll()
    box.put(("knob", "loss", "saturating"))
    box.put(("knob", "batch_norm", True))
    with box.path.open("ab") as file:
        file.write(b'["st')  # the rest is still being written
    assert [mail.recv(), mail.recv()] == [("knob", "loss", "saturating"), ("knob", "batch_norm", True)]
    assert not mail.poll() and not Mail(box.path, mail.read).poll()
    with box.path.open("ab") as file:
        file.write(b'op"]\n')
    assert mail.recv() == ("stop",)
