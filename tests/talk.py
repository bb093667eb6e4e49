"""A training session in a thread of the test's process, spoken to over its pipe as the app speaks to a worker."""

import contextlib
import threading
import time
from multiprocessing import Pipe
from types import SimpleNamespace

from shows import show
from waiting import SOON

from genmodels import data
from ui.live.worker.job import Job, Opened, Shelf
from ui.live.worker.session import Session

SMALL = {"latents": 8, "width": 4, "d_width": 4}


class Room(SimpleNamespace):
    """What a test says of a run, for whoever keeps something of each."""

    __hash__ = object.__hash__


class Unjudged(Shelf):
    """A shelf without a judge."""

    def take(self, name: str) -> Opened:
        return Opened(data.load(name), data.load(name, "test"))


class Talk:
    """A session in a thread of this process, and both directions of its pipe."""

    def __init__(self, tmp_path, family="dcgan", tensors=None, learns="digits", **job):
        """tensors: what the job goes on from, as if a visitor had brought it.  learns: a set that is here."""
        self.pipe, theirs = Pipe()
        shelf = Unjudged()
        shelf.weights = tensors or {}
        self.leave = tmp_path / f"{time.monotonic_ns()}.pt"
        self.job = Job(show(family), learns, str(self.leave), **{"config": SMALL, "batch_size": 8, "pause": True} | job)
        self.thread = threading.Thread(target=self._train, args=[Session(theirs, self.job, shelf)], daemon=True)
        self.thread.start()

    def _train(self, session: Session) -> None:
        with contextlib.suppress(EOFError, OSError):  # a test that fails leaves its session alone
            session.run()

    def say(self, *commands: tuple) -> None:
        for command in commands:
            self.pipe.send(command)

    def until(self, kind: str, wanted=lambda message: True) -> dict:
        """The next message of that kind that is wanted; others, however many, do not put the end of the wait off."""
        deadline = time.monotonic() + SOON
        while time.monotonic() < deadline:
            alive = self.thread.is_alive()
            if not self.pipe.poll(0.2):
                assert alive, f"the session ended without such a {kind}"
                continue
            message = self.pipe.recv()
            if message["kind"] == kind and wanted(message):
                return message
            assert message["kind"] != "failed", message
        raise AssertionError(f"no such {kind} came within {SOON} seconds")

    def step(self) -> dict:
        """Trains one step and returns the frame that shows it."""
        self.say(("step",))
        return self.until("frame", lambda frame: frame["paused"] and frame["metrics"])

    def stop(self) -> dict:
        self.say(("stop",))
        return self.until("finished")
