"""Live training where the GPU is lent by the call (see zero_gpu.py): one run is many calls of some seconds, in a row.

Each call trains from the state that the last one left and yields the messages of run_worker.py; commands reach it by a
mailbox between two steps, as quickly as they reach a worker. A paused run ends its call: nobody's GPU time is spent on
waiting, and the next command that needs the GPU asks for it again.
"""

import contextlib
import logging
import math
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import replace
from functools import cache
from multiprocessing import Pipe
from pathlib import Path
from typing import BinaryIO

from genmodels import data, runtime
from genmodels.events import Finished
from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.live.worker.job import Job, Shelf, is_here
from ui.live.worker.mailbox import Mail, Mailbox
from ui.live.worker.memory import lend, unpack
from ui.live.worker.session import Session
from ui.serving import zero_gpu

SECONDS = 40  # of training in one call
LENT = SECONDS + 20  # and what the data, the first step and the last state may take
PATIENCE = 3.0  # seconds for a call to end; then nobody listens to it any more
logger = logging.getLogger("genmodels.ui")


class Slice(Session):
    """A session that ends after some seconds and a step at least, or where it would wait; `over`: another may go on."""

    def __init__(self, mail: Mail, job: Job, shelf: Shelf, seconds: float):
        super().__init__(mail, job, shelf)
        self.until = time.perf_counter() + seconds
        self.first: int | None = None
        self.over = False

    def _open_data(self) -> dict:
        opened = super()._open_data()
        if self.examiner:
            self.examiner.work = None  # an exam that another slice began, of another state
        return opened

    def boundary(self, step: int) -> bool:
        stop = super().boundary(step)
        self.first = step if self.first is None else self.first
        late = time.perf_counter() >= self.until and step > self.first and not self.paused
        self.over = not stop and (self.over or late)
        return stop or self.over

    def _wait(self, step: int) -> None:
        self._show(step)
        self.next_frame = math.inf  # this one says that it waits, and stays
        self.over = True

    def _finish(self, event: Finished) -> None:
        if not self.over or self.broken:
            self.over = False
            super()._finish(event)
        else:
            self._leave(self._state())


@cache
def _shelf() -> Shelf:
    """Data and judges of this process: the Space may keep it for the next call."""
    return Shelf()


@zero_gpu.on_gpu(LENT)
def train_slice(job: Job, mailbox: str, read: int, seconds: float, brought: tuple[str, ...] = ()) -> Iterator[dict]:
    """Trains for some seconds. The last message is {"kind": "slice", "read", "step", "paused"} if the run goes on.

    brought: where the memory that the job brings can be opened.
    """
    zero_gpu.arrived()
    runtime.flush_denormals()
    mail = Mail(Path(mailbox), read)
    shelf = _shelf()
    if brought:
        shelf = Shelf()  # what is a visitor's own stays for no other
        ours, theirs = Pipe()
        for path in brought:
            with Path(path).open("rb") as file:
                lend(ours, file, os.getpid())
        unpack(theirs, job, shelf)
    session = Slice(mail, job, shelf, seconds)
    for _ in session.course():
        yield from mail.sent()
    yield from mail.sent()
    if session.over:
        yield {"kind": "slice", "read": mail.read, "step": session.learner.steps, "paused": session.paused}


class Slices:
    """Drives one run; for `Runs` it is what a worker process is elsewhere."""

    def __init__(self, threads: int = 0, nice: int = 0, seconds: float = SECONDS):
        """threads and nice are a worker's: here the Space decides."""
        self.seconds = seconds
        self.folder = Path(tempfile.mkdtemp(prefix="genmodels-slices-"))
        self.mailbox = Mailbox(self.folder / "commands")
        self.job: Job | None = None
        self.brought: list[int] = []  # descriptors of what the job brings
        self.hired, self.dismissed, self.farewell = threading.Event(), threading.Event(), threading.Lock()

    def listen(self, heard: Callable[[dict], None], gone: Callable[[], None]) -> None:
        """Calls `heard` with every message and `gone` once; from a thread that asks for GPUs in the caller's name."""
        self.heard, self.gone = heard, gone
        threading.Thread(target=copy_context().run, args=[self._drive], name="live run slices", daemon=True).start()

    def send(self, message: object) -> None:
        """The job, and then commands."""
        if isinstance(message, Job):
            self.job = message
            self._complete()
        else:
            with contextlib.suppress(FileNotFoundError):  # it has just ended
                self.mailbox.put(message)

    def lend(self, file: BinaryIO) -> None:
        """Memory that the job brings: it has no name, but the app's other processes can open it by this one's."""
        self.brought.append(os.dup(file.fileno()))
        self._complete()

    def _complete(self) -> None:
        if len(self.brought) == len(self.job.brought):
            self.hired.set()

    def deaf(self, now: float) -> bool:
        """A mailbox is never full."""
        return False

    def end_soon(self) -> None:
        """Gives up the call if it does not end by itself: it may be waiting in line for a GPU."""
        timer = threading.Timer(PATIENCE, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        self.dismissed.set()
        self.hired.set()
        self._say_goodbye()

    def _say_goodbye(self) -> None:
        if self.farewell.acquire(blocking=False):  # once
            shutil.rmtree(self.folder, ignore_errors=True)
            for descriptor in self.brought:
                os.close(descriptor)
            if self.job:
                self.gone()

    def _drive(self) -> None:
        self.hired.wait()
        try:
            if self.job and not self.dismissed.is_set():
                self._train(self.job)
        except Exception:
            if not self.dismissed.is_set():  # else the mailbox is gone because nobody needs it
                logger.exception("a live run in slices broke")
                self.heard({"kind": "failed", "mistake": Complaint("error.unexpected")})
        finally:
            self._say_goodbye()

    def _train(self, job: Job) -> None:
        self._fetch(job)
        end = self._slice(job, {"read": 0, "step": None})
        while end and not self.dismissed.is_set():
            mail = Mail(self.mailbox.path, end["read"])
            if end["paused"] and not self._needs_gpu(mail, job, end["step"]):
                return
            job = replace(job, state=job.leave, pause=end["paused"])
            end = self._slice(job, end | {"read": mail.read})

    def _fetch(self, job: Job) -> None:
        """Downloads what is missing while no GPU waits for it; if that fails, the call will say so."""
        if not is_here(job.data):
            self.heard({"kind": "loading", "data": job.data, "download": True})
            with contextlib.suppress(UserError):
                data.load(job.data)

    def _slice(self, job: Job, last: dict) -> dict | None:
        """One call; returns how it ended if the run goes on."""
        brought = tuple(f"/proc/{os.getpid()}/fd/{descriptor}" for descriptor in self.brought[: len(job.brought)])
        again = ("loading", "started") if last["step"] is not None else ()  # which all who watch know already
        end = None
        try:
            for message in train_slice(job, str(self.mailbox.path), last["read"], self.seconds, brought):
                kind = message.get("kind") if isinstance(message, dict) else None
                if kind == "slice":
                    end = message  # and on to the end of the stream, which gives the GPU back
                elif kind not in again and not self.dismissed.is_set():
                    self.heard(message)
        except Exception as error:  # no GPU is free, the visitor's time is used up, the call broke
            logger.warning("a call for a GPU failed: %s", error)
            if not self.dismissed.is_set():
                self.heard(_refused(str(error), last["step"]))
            return None
        return end

    def _needs_gpu(self, mail: Mail, job: Job, step: int) -> bool:
        """Waits beside a paused run for a command that trains; does what can be done without, and ends it if told."""
        while not self.dismissed.is_set():
            if not mail.poll(1.0):
                continue
            before = mail.read
            match mail.recv():
                case ("save", path):
                    shutil.copyfile(job.leave, path)
                    self.heard({"kind": "saved", "path": path, "step": step})
                case ("stop",):
                    self.heard({"kind": "finished", "step": step, "reason": "stopped", "good": step})
                    return False
                case ("pause",):
                    pass
                case _:
                    mail.read = before  # for the next call to read
                    return True
        return False


def _refused(sentence: str, step: int | None) -> dict:
    """What the page is told when no GPU was given: where there is a state, the run can go on later."""
    if step is None:
        return {"kind": "failed", "mistake": UserError(sentence)}
    return {"kind": "finished", "step": step, "reason": "gpu", "good": step, "sentence": sentence}
