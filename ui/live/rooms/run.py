"""One live run as the server knows it: its state, its newest message, its history, and who watches."""

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
from ui.live.rooms.guests import Guests
from ui.live.rooms.history import History
from ui.live.rooms.pictures import Pictures
from ui.live.rooms.plain import plain
from ui.live.rooms.presence import Presence
from ui.live.rooms.watcher import Watcher
from ui.live.worker.job import Job
from ui.live.worker.numbers import short
from ui.live.worker.process import Worker

State = Literal["waiting", "loading", "running", "paused", "ended"]
logger = logging.getLogger("genmodels.ui")


class Run:
    """Methods are called under `lock`, which all runs of a server share."""

    def __init__(self, code: str, owner: str, job: Job, lock: RLock, history: History | None):
        self.code, self.owner, self.lock = code, owner, lock
        self.past = 0  # counts the times that the history changed behind the watchers' backs: they ask for it again
        self._begin_with(job, history or History())
        self.watchers: set[Watcher] = set()
        self.guests, self.told = Guests(), 0  # told: their changes that watchers know of
        self.offered: int | str | None = None  # to which guest, or to anyone, its owner offers the controls
        self.lent_by: int | None = None  # the guest who had them before the owner
        self.began = self.ended = time.monotonic()
        self.presence = Presence()
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
        self.pictures = Pictures()

    # ---- who is there

    def present(self, now: float, grace: float, lease: float) -> bool:
        """Whether the owner's page still is: it says so now and then, seen or hidden, and may just be reloading."""
        return self.presence.lasts(now, grace, lease)

    def wanted(self, now: float, grace: float, lease: float) -> bool:
        """Whether its owner or anybody else is there."""
        return self.present(now, grace, lease) or any(watcher.secret != self.owner for watcher in self.watchers)

    def sign(self, here: bool) -> None:
        """The owner's page says that it is there (perhaps hidden), or that it closes."""
        guest = self.guests.of(self.owner)
        self.presence.says(here, open_streams=bool(guest and guest.here))

    def watch(self, watcher: Watcher) -> bytes:
        """Enters a watcher; returns the first message, which holds all the past and says which guest this is."""
        self.watchers.add(watcher)
        guest = self.guests.enter(watcher.secret)
        if watcher.secret == self.owner:
            self.presence.came()
        return self.message(history=self.history.plain(), you=guest.number)

    def leave(self, watcher: Watcher) -> None:
        """Lets a watcher go; one who has left already may leave again."""
        if watcher not in self.watchers:
            return
        self.watchers.discard(watcher)
        self.guests.leave(watcher.secret)
        if watcher.secret == self.owner and not self.guests.known[self.owner].here:
            self.presence.left()

    def look_round(self, now: float, grace: float, lease: float) -> None:
        """Lets go whom nothing reaches, tells who came and went, and sees to it that the controls are in reach:

        what was offered to somebody who left is taken back, what an owner who left had from another is offered there.
        """
        for watcher in [watcher for watcher in self.watchers if watcher.stuck(now, lease)]:
            self.leave(watcher)
        guest = self.guests.numbered(self.offered)
        if isinstance(self.offered, int) and (guest is None or not (guest.here or now - guest.left_at < grace)):
            self.offered = None
            self.guests.changes += 1
        lender = self.guests.numbered(self.lent_by)
        if self.offered is None and lender and lender.here and not self.present(now, grace, lease):
            self.offered = lender.number  # else nobody could have them again
            self.guests.changes += 1
        if self.told != self.guests.changes:
            self.publish()

    def offer(self, to: int | str | None) -> None:
        """Offers the controls to a guest's number or to ANYONE; None takes the offer back."""
        self.offered = to
        self.publish()

    def pass_to(self, secret: str) -> None:
        """From now on the page with this secret has the controls, and nobody else."""
        lender = self.guests.of(self.owner)
        self.lent_by = lender.number if lender and secret != self.owner else None
        self.owner, self.offered, self.presence = secret, None, Presence()
        self.guests.changes += 1
        self.publish()

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
        real = self.pictures.put("real", told["real"])
        self.about = told | {"real": real, "fallback": told["data"] != self.job.data}

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

    def publish(self, **more: object) -> None:
        """One message, encoded once, for everybody who watches."""
        self.told = self.guests.changes
        if self.watchers:
            message = self.message(**more)
            for watcher in self.watchers:
                watcher.offer(message)

    def message(self, **more: object) -> bytes:
        """All that a page must know to be right, whatever messages it has missed."""
        holder = self.guests.of(self.owner)
        known = {
            "code": self.code,
            "state": self.state,
            "place": self.place,
            "family": self.job.family,
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
