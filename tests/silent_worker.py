"""A worker without a process, for `Runs(hire=SilentWorker, shows=ALL)`: what happens on the server's side alone.

A test module takes the fixture by `pytest_plugins = ["silent_worker"]`.
"""

import contextlib
from collections.abc import Iterable, Iterator

import pytest
from shows import ALL, show

from ui.live import house as runs
from ui.live.panel import bring, control, origin, room
from ui.live.panel.share import Share
from ui.live.rooms.watcher import Watcher
from ui.live.show import Show
from ui.live.worker.job import Job
from ui.settings import Limits

JOB = Job(show("dcgan"), "mnist", "")
FRAME = {
    "step": 5,
    "seconds": 1.0,
    "rate": 10.0,
    "metrics": {"d_loss": float("nan")},
    "shown": {"samples": {"kind": "pictures", "image": b"sheet", "columns": 8, "size": [28, 28], "values": []}},
    "paused": False,
}


def page(secret: str) -> Watcher:
    """The stream of a page with this secret."""
    return Watcher(lambda: None, secret)


class SilentWorker:
    """Remembers what it is told and lent; says what a test makes it say, by `heard` and `gone`."""

    def __init__(self, threads: int, nice: int):
        self.told: list[tuple] = []
        self.lent: list = []
        self.send, self.lend = self.told.append, self.lent.append

    def listen(self, heard, gone) -> None:
        self.heard, self.gone = heard, gone

    def deaf(self, now: float) -> bool:
        return False

    def end_soon(self) -> None:
        pass

    kill = end_soon


@contextlib.contextmanager
def housed(patch: pytest.MonkeyPatch, shows: Iterable[Show] = ALL, **limits) -> Iterator[runs.Runs]:
    """Runs that all functions of the live panel ask, and time that only a test's `tick` lets pass."""
    patch.setattr(runs.Runs, "_keep", lambda self: None)
    house = runs.Runs(Limits(**limits), hire=SilentWorker, shows=shows)
    for module in (bring, control, origin, room):
        patch.setattr(module, "runs", lambda: house)
    share = Share(house)
    patch.setattr(control, "share", lambda: share)
    yield house
    house.close()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[runs.Runs]:
    """Runs with a place for one."""
    with housed(monkeypatch, runs_at_once=1) as house:
        yield house
