"""Live training runs: who owns one, who watches it, when it starts and when it ends. Knows no page and no Gradio.

A run is a place in a list before it is a process: `Runs` starts as many at a time as the machine bears, the others wait
in line. Everything here happens under one lock and never waits for a worker; whoever watches gets the newest message.
"""

import atexit
import contextlib
import logging
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.live.rooms.held import Uploads
from ui.live.rooms.history import History
from ui.live.rooms.run import Run
from ui.live.show import Show, Shows
from ui.live.worker.job import Job
from ui.live.worker.process import Worker
from ui.live.worker.slices import Slices
from ui.serving import zero_gpu
from ui.settings import Limits

TICK = 0.2  # seconds between two looks at leases and at the line
GRACE = 10.0  # seconds after its owner's page has closed and nobody watches: a reload over a slow line takes several
LEASE = 90.0  # seconds without a sign of life; a browser wakes hidden pages once a minute
LONGEST_LINE = 60  # a class that presses Start all at once; a run in line costs no more than its place
KEPT = 600.0  # seconds for which a run that has ended can still be looked at and taken home
CODE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letters that one mistakes for others
logger = logging.getLogger("genmodels.ui")


class Unknown(UserError):  # noqa: N818, it is what the person is told and not what broke
    """There is no run of that code (any more)."""


class NoState(UserError):  # noqa: N818
    """A run that has ended left nothing to go on from."""


class Full(UserError):  # noqa: N818
    """Too many runs wait already."""


class Runs:
    """All live runs of this server, by room code."""

    def __init__(
        self,
        limits: Limits | None = None,
        hire: Callable[[int, int], Worker] = Worker,
        shows: Iterable[Show] = (),
    ):
        """hire(threads, nice) -> a process that waits for a job.  shows: of the families that can be trained here."""
        self.limits, self.hire, self.shows = limits or Limits(), hire, Shows(shows)
        self.lock = threading.RLock()
        self.rooms: dict[str, Run] = {}
        self.line: list[Run] = []
        self.spare: Worker | None = None
        self.uploads = Uploads(
            self.limits.uploads_held_mb, self.lock, lambda: self._brought([*self._busy(), *self.line])
        )
        self.serial = 0
        self.folder = Path(tempfile.mkdtemp(prefix="genmodels-live-"))
        self._keeper: threading.Thread | None = None
        atexit.register(self.close)

    def warm(self) -> None:
        """Has a process ready with everything imported, so that the next start need not wait."""
        with self.lock:
            self._hire_spare()
            self._keep()

    def start(self, owner: str, job: Job, *, room: Run | None = None, history: History | None = None) -> Run:
        """A run from its beginning, at work or in line: in a new room, or in one of the owner's whose run it replaces.

        history: the past that a fork shares with its original.  Raises Full where too many wait.
        """
        with self.lock:
            if len(self.line) >= LONGEST_LINE:
                raise Full(f"{len(self.line)} runs wait already")
            code = room.code if room else next(code for code in iter(_code, None) if code not in self.rooms)
            self.serial += 1
            leave = str(self.folder / f"{code}-{self.serial}.pt")
            job = replace(job, leave=leave, share=self.limits.run_share)
            if room:
                room.renew(job)
            else:
                room = self.rooms[code] = Run(code, owner, job, self.lock, history)
            self._enter(room)
            return room

    def go_on(self, run: Run, *, pause: bool = False) -> None:
        """Takes up a run that has ended, from the state it left; the room keeps its code and its watchers.

        Raises NoState where it left none: its process was ended, or never began.
        """
        with self.lock:
            if run.state != "ended":  # it goes on already
                return
            if not Path(run.job.leave).exists():
                raise NoState(f"{run.code} left no state")
            run.reopen(pause)
            self._enter(run)

    def room(self, code: str) -> Run:
        """The run of that code; raises Unknown."""
        with self.lock:
            if code not in self.rooms:
                raise Unknown(f"there is no room {code}")
            return self.rooms[code]

    def of(self, owner: str) -> list[Run]:
        """The runs of one owner, the newest last."""
        with self.lock:
            return [run for run in self.rooms.values() if run.owner == owner]

    def hand_over(self, run: Run, secret: str) -> None:
        """A run and its fork get another owner, whose own runs of before are forgotten: a page has one."""
        with self.lock:
            for own in self.of(secret):
                self.forget(own)
            for each in self.of(run.owner):
                each.pass_to(secret)

    def stop(self, run: Run) -> None:
        """Ends a run, at work or in line."""
        with self.lock:
            run.end("stopped")
            if run in self.line:
                self.line.remove(run)

    def forget(self, run: Run) -> None:
        """Ends a run and empties its room."""
        with self.lock:
            self.stop(run)
            self.rooms.pop(run.code, None)
            run.forget()

    def close(self) -> None:
        """Ends everything: for the end of the app, and of a test."""
        with self.lock:
            for run in list(self.rooms.values()):
                run.end("stopped")
                if run.worker:
                    run.worker.kill()
            self.rooms.clear()
            self.line.clear()
            self.uploads.clear()
            if self.spare:
                self.spare.kill()
                self.spare = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hire(self) -> Worker:
        return self.hire(self.limits.run_threads, self.limits.run_nice)

    def _hire_spare(self) -> None:
        # not while anybody trains: it would take their time, and a start without it waits no more than a second
        if self.spare is None and not self._busy():
            self.spare = self._hire()

    def training(self) -> int:
        """How many runs compute now; asked by many threads, so it waits for none."""
        return sum(run.state == "running" for run in tuple(self.rooms.values()))

    def _busy(self) -> list[Run]:
        return [run for run in self.rooms.values() if run.worker]

    def _brought(self, runs: list[Run]) -> set[str]:
        """The tokens of what these runs were brought."""
        return {part.token for run in runs for part in run.job.brought}

    def _enter(self, run: Run) -> None:
        if run not in self.line:
            self.line.append(run)
        self._admit()
        self._keep()

    def _admit(self) -> None:
        """Starts those whose turn it is, and tells the others their place."""
        while self.line and len(self._busy()) < self.limits.runs_at_once:
            run = self.line.pop(0)
            if run.state != "waiting":
                continue
            brought = self.uploads.for_job(run.job)
            if brought is None:
                run.end("forgotten")
                continue
            try:
                worker, self.spare = self.spare or self._hire(), None
                run.begin(worker, brought)
            except Exception:
                logger.exception("room %s: its run could not begin", run.code)
                run.fail(Complaint("error.unexpected"))
        for place, run in enumerate(self.line, 1):
            if run.place != place:
                run.place = place
                run.publish()

    def _keep(self) -> None:
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._tick_forever, name="live runs", daemon=True)
            self._keeper.start()

    def _tick_forever(self) -> None:
        while self.folder.exists():
            time.sleep(TICK)
            try:
                with self.lock:
                    self.tick(time.monotonic())
            except Exception:  # without a keeper nobody's run would end any more, and nobody's begin
                logger.exception("a round through the rooms was broken off; the next one follows")

    def tick(self, now: float) -> None:
        """Ends what nobody wants any more, forgets what ended long ago, and lets the next in."""
        for run in list(self.rooms.values()):
            try:
                self._look_after(run, now)
            except Exception:
                logger.exception("room %s cannot be looked after, so it is closed", run.code)
                self._close(run)
        self.uploads.tidy(now)
        self._admit()
        if self.rooms:
            self._hire_spare()

    def _look_after(self, run: Run, now: float) -> None:
        run.look_round(now, GRACE, LEASE)
        wanted = run.wanted(now, GRACE, LEASE)
        if run in self.line and not wanted:
            self.forget(run)
        elif run.worker and not wanted:
            run.end("left")
        elif run.worker and not run.reason and run.worker.deaf(now):
            run.fail(Complaint("live.deaf"))
        elif run.worker and now - run.began > self.limits.run_minutes * 60:
            run.end("time")
        elif run.state == "ended" and not (run.watchers or run.present(now, GRACE, LEASE)) and now - run.ended > KEPT:
            self.forget(run)

    def _close(self, run: Run) -> None:
        """The last resort, where nothing works any more: the place is free, and whoever watches is told if possible."""
        self.rooms.pop(run.code, None)
        if run in self.line:
            self.line.remove(run)
        if run.worker:
            run.worker.kill()
        with contextlib.suppress(Exception):
            run.fail(Complaint("error.unexpected"))


@cache
def runs() -> Runs:
    """The live runs of this server; nothing is started before somebody asks."""
    return Runs(Limits.from_environment(), Slices if zero_gpu.here() else Worker)


def _code() -> str:
    return "".join(secrets.choice(CODE) for _ in range(6))
