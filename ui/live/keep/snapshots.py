"""A run's state as it is now, and its model: one snapshot a second at most for each run, whoever asks."""

import secrets
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import torch
from torch import nn

from genmodels import catalog
from ui.live.rooms.run import Run
from ui.live.show import Show

PATIENCE = 10.0  # seconds for a worker to write its state between two steps
FRESH = 1.0  # seconds for which a snapshot is of now: to write one takes the run as long as a step or two


@dataclass(frozen=True)
class Snapshot:
    """What a run was at one step. leave: tells whose it is, as no two runs leave their state in one file.

    show: how its family is drawn.  model: as it was, on the CPU.  learner: its state without the optimizers'.
    seconds: that it took.
    """

    leave: str
    show: Show
    model: nn.Module
    learner: dict
    seconds: float

    @property
    def step(self) -> int:
        return self.learner["steps"]


class Album:
    """The newest snapshot of one run, and whose turn it is to take the next."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.newest: Snapshot | None = None
        self.tried, self.tried_for = 0.0, ""  # when one was taken, or was not to be had; from the run that leaves there

    def serves(self, run: Run, newest: bool) -> bool:
        """Whether the run need not be asked: for what it has told already, or because it has just been."""
        if self.tried_for == run.job.leave and time.monotonic() - self.tried < FRESH:
            return True
        known = self.newest
        return bool(known and known.leave == run.job.leave) and not (newest and run.frame.get("step", 0) > known.step)

    def take(self, run: Run) -> None:
        leave = run.job.leave
        if self.newest and self.newest.leave != leave:
            self.newest = None
        try:
            self.newest = _taken(run) or self.newest
        finally:
            self.tried, self.tried_for = time.monotonic(), leave


_albums: "WeakKeyDictionary[Run, Album]" = WeakKeyDictionary()  # they go with their rooms
_new = threading.Lock()


def snapshot(run: Run, *, newest: bool = True) -> Snapshot | None:
    """The run as it is now, or was less than a second ago; None where there is nothing yet. Waits for its worker.

    newest: else the snapshot that was looked at last will do, however old.
    """
    with _new:
        album = _albums.setdefault(run, Album())
    if not album.serves(run, newest):
        with album.lock:  # whoever asks meanwhile gets the same
            if not album.serves(run, newest):
                album.take(run)
    return album.newest


def saved_state(run: Run) -> Path | None:
    """A new file with the run's state: of now while a worker has it, else the one it left; None where there is none."""
    left = Path(run.job.leave)
    copy = left.with_name(f"copy-{secrets.token_hex(6)}.pt")
    if run.state in ("running", "paused"):
        with run.lock:
            written = run.save(str(copy))
        if not written.wait(PATIENCE):
            with run.lock:
                run.give_up(str(copy))
            return None
    elif left.exists():
        shutil.copyfile(left, copy)
    return copy if copy.exists() else None


def _taken(run: Run) -> Snapshot | None:
    leave, show, path = run.job.leave, run.job.show, saved_state(run)
    if path is None:
        return None
    found = torch.load(path, "cpu", weights_only=True)
    path.unlink()
    state, family = found["learner"], catalog.family(show.family)
    del state["optimizers"]
    model = family.model(family.config.from_dict(state["config"]))
    model.load_state_dict(state["model"])
    return Snapshot(leave, show, model.eval().requires_grad_(False), state, found["seconds"])
