"""One live run as the server knows it: its state, its newest message, its history."""

import json
import logging
import time
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from threading import Event, RLock
from typing import BinaryIO, Literal

from genmodels.reasons import UserError
from ui.language import words
from ui.language.words import Complaint
from ui.live.rooms.guests import Guest
from ui.live.rooms.history import History
from ui.live.rooms.pictures import Pictures
from ui.live.rooms.plain import plain
from ui.live.rooms.room import Room
from ui.live.worker.job import Job
from ui.live.worker.numbers import short
from ui.live.worker.process import Worker

State = Literal["waiting", "loading", "running", "paused", "ended"]
logger = logging.getLogger("genmodels.ui")


class Run(Room):
    """A room and what is trained in it."""

    def __init__(self, code: str, owner: str, job: Job, lock: RLock, history: History | None):
        super().__init__(code, owner, lock)
        self.pictures = Pictures()  # of all runs in this room: an address that a browser keeps never means another
        self.past = 0  # counts the times that the history changed behind the watchers' backs: they ask for it again
        self._begin_with(job, history or History())
        self.began = self.ended = time.monotonic()
        self.saved: dict[str, Event] = {}
        self.forgotten = False  # then nothing that it has left is taken up any more

    def _begin_with(self, job: Job, history: History) -> None:
        self.job, self.history = job, history
        self.context = copy_context()  # of whoever starts it: where a GPU is lent, it is lent to that visitor
        self.state: State = "waiting"
        self.place = 0
        self.worker: Worker | None = None
        self.reason: dict = {}  # why it ended: {"reason", ...}
        self.about: dict = {}  # what the worker told when it started
        self.config, self.frame, self.exam = dict(job.config), {}, {}
        self.stages: dict = {}  # the last step in slow motion

    # ---- its course

    def begin(self, worker: Worker, brought: Sequence[BinaryIO] = ()) -> None:
        """brought: the memory that the job brings."""
        self.state, self.place, self.worker, self.began = "loading", 0, worker, time.monotonic()
        self.reason = {}  # with one, nothing could end it
        job = self.job
        self.context.run(worker.listen, lambda message: self._heard(worker, message), lambda: self._gone(worker, job))
        worker.send(job)
        for file in brought:
            worker.lend(file)
        self.publish()

    def renew(self, job: Job) -> None:
        """The same room for another run from the start; whoever watches stays."""
        old, leaving = self.job, self.worker
        if leaving:
            leaving.send(("stop",))
            leaving.end_soon()
        self._begin_with(job, History())
        if not leaving:
            self._discard(old)
        self.past += 1
        self.publish()

    def reopen(self, pause: bool) -> None:
        """From "ended" back into the line, to go on from the state that the last worker left."""
        old, self.job = self.job, replace(self.job, state=self.job.leave, pause=pause)
        self._discard(old)
        self.context = copy_context()
        self.history.rewind(self.reason.get("good", self.frame.get("step", 0)))
        self.state, self.reason = "waiting", {}
        self.past += 1
        self.publish()

    def command(self, *command: object) -> None:
        if self.worker and self.state != "ended":
            self.worker.send(command)

    def end(self, reason: str) -> None:
        """Asks the worker to leave its state and go; what it says then is not taken for another reason."""
        if self.state == "ended" or self.reason:
            return
        self.reason = {"reason": reason}
        if self.worker:
            self.worker.send(("stop",))
            self.worker.end_soon()
        else:
            self._over()

    def fail(self, mistake: UserError) -> None:
        """Ends the run with a sentence: it, or what computes it, cannot go on."""
        self.reason = {"reason": "failed", "sentence": words.in_each(mistake)}
        if self.worker:
            self.worker.send(("stop",))
            self.worker.end_soon()
        else:
            self._over()

    def save(self, path: str) -> Event:
        """Has the state of now written to a file; the event is set when it is."""
        self.saved[path] = Event()
        self.command("save", path)
        return self.saved[path]

    def give_up(self, path: str) -> None:
        """Nobody waits any more for that file to be written; if it is, it goes."""
        self.saved.pop(path, None)

    def _heard(self, worker: Worker, message: dict) -> None:
        """Whatever a worker says, the run goes on or ends with a sentence: else its place would count as taken."""
        with self.lock:
            if self.worker is not worker or self.reason.get("reason") == "failed":
                return  # it was sent away, and the room has another; or it failed, and what follows is as bad
            try:
                told = plain(message)
                getattr(self, "_on_" + told.pop("kind"))(told)
            except Exception:
                logger.exception("room %s: its worker said what nobody understands, so the run ends", self.code)
                self.fail(Complaint("error.unexpected"))

    def _gone(self, worker: Worker, job: Job) -> None:
        with self.lock:
            if self.worker is worker:
                self.worker = None
                self.reason.setdefault("reason", "lost")
                self._over()
            self._discard(job)  # only now, when nobody writes it any more

    def forget(self) -> None:
        """Nobody takes up any more what this run has left."""
        self.forgotten = True
        if not self.worker:
            self._discard(self.job)

    def _discard(self, job: Job) -> None:
        """Deletes the states of a job, but for those that the run may still take up."""
        kept = set() if self.forgotten else {self.job.leave, self.job.state}
        for path in {job.leave, job.state} - kept - {""}:
            Path(path).unlink(missing_ok=True)

    def _over(self) -> None:
        self.state, self.ended = "ended", time.monotonic()
        for event in self.saved.values():
            event.set()
        self.publish()

    # ---- what the worker tells

    def _on_loading(self, told: dict) -> None:
        self.about |= told
        self.publish()

    def _on_started(self, told: dict) -> None:
        self.config, self.state = told.pop("config"), "paused" if self.job.pause else "running"
        real = {"real": self.pictures.put("real", told["real"])} if "real" in told else {}  # points have no pictures
        self.about = told | real | {"fallback": told["data"] != self.job.data}

    def _on_frame(self, told: dict) -> None:
        step, rate, shown = int(told["step"]), told["rate"], told["shown"]
        if step != self.stages.get("step"):
            self.stages = {}
        self.state = "paused" if told["paused"] else "running"
        metrics = {name: short(value) for name, value in told["metrics"].items()}
        if rate:
            metrics |= {"rate": short(rate), "images": short(rate * self.job.batch_size)}
        self.frame = {"step": step, "seconds": round(told["seconds"] or 0.0, 2), "metrics": metrics}
        self.frame["shown"] = {name: self.pictures.addressed(name, value) for name, value in shown.items()}
        if metrics:
            self.history.points.add({"step": step, "seconds": self.frame["seconds"], **metrics})
        sheet = next((value["image"] for value in shown.values() if "image" in value), None)
        if sheet and (not self.history.grids.kept or self.history.grids.kept[-1][0] < step):
            self.history.grids.add((step, sheet))
        self.publish()

    def _on_judged(self, told: dict) -> None:
        self.exam = told
        self.history.exams.add(told)
        self.publish()

    def _on_turned(self, told: dict) -> None:
        self.config = self.config | {told["name"]: told["value"]}
        if told["before"] != told["value"]:
            self.history.mark(told["step"], told["name"], told["before"], told["value"])
        self.publish()

    def _on_stages(self, told: dict) -> None:
        self.stages = {
            "step": told["step"],
            "stages": [
                stage | {"shown": self.pictures.addressed(f"stage-{stage['name']}", stage["shown"])}
                if "shown" in stage
                else stage
                for stage in told["stages"]
            ],
        }

    def _on_saved(self, told: dict) -> None:
        if written := self.saved.pop(told["path"], None):
            written.set()
        else:
            Path(told["path"]).unlink(missing_ok=True)

    def _on_finished(self, told: dict) -> None:
        if told["reason"] == "diverged":
            self.reason = told | {"knobs": self.config}
        self.reason = told | self.reason

    def _on_failed(self, told: dict) -> None:
        self.fail(told["mistake"])

    # ---- what watchers get

    def first_message(self, guest: Guest) -> bytes:
        return self.message(history=self.history.plain(), you=guest.number)

    def message(self, **more: object) -> bytes:
        holder = self.guests.of(self.owner)
        known = {
            "code": self.code,
            "state": self.state,
            "place": self.place,
            "family": self.job.show.key,
            "seed": self.job.seed,
            "batch": self.job.batch_size,
            "begin": self.job.steps,
            "checkpoint": self.job.checkpoint or bool(self.job.weights),
            "about": self.about,
            "config": self.config,
            "marks": self.history.marks,
            "frame": self.frame,
            "exam": self.exam,
            "stages": self.stages,
            "past": self.past,
            "watching": len(self.watchers),
            "crowd": self.guests.changes,
            "holder": holder.number if holder else None,
            "offered": self.offered,
            **self.reason,
            **more,
        }
        return b"data: " + json.dumps(known, allow_nan=False, default=_no_form).encode() + b"\n\n"


def _no_form(_: object) -> None:
    """A picture or a mistake that came where nobody expected one: a page is told that there is nothing."""
