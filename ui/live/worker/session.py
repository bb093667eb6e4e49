"""The training side of a live run: a process of its own at low priority, so that pages stay quick while it trains.

    parent -> worker   a Job and the memory that it brings, then commands: ("pause",), ("resume",), ("step",),
                       ("stages",), ("stop",), ("knob", name, value), ("tell", name, value), ("save", path)
    worker -> parent   dictionaries of plain values with a "kind": loading, started, frame, judged, stages, turned,
                       saved, finished, failed (with the mistake itself)

It knows no page and no Gradio. Commands are read between two steps, so each takes effect within one.
"""

import contextlib
import copy
import math
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from multiprocessing.connection import Connection

import torch

from genmodels import catalog, data, runtime
from genmodels.events import Finished, Progress
from genmodels.learner import Learner
from genmodels.reasons import UserError
from genmodels.training import train
from genmodels.watched import Watch
from ui.live.worker.job import Job, Shelf, is_here
from ui.live.worker.memory import unpack
from ui.live.worker.numbers import short
from ui.live.worker.resume import take_up
from ui.live.worker.shown import packed, sheet, weight

FOREVER = 10**9  # steps: a live run ends by its owner, its lease or its time limit
FRAME = 0.19  # seconds from frame to frame: five a second, and some to spare for a step that takes long
SHARE = 0.1  # of the time that showing may take, at most: what a preview costs decides how often it comes
BYTES = 40_000  # a second for each viewer, at most, which is 0.32 Mbit/s
GOOD = 10.0  # seconds between two states kept in case the numbers blow up
SANE, HUGE = 1e6, 1e9  # a metric beyond them is about to blow up, and has done so
PROVEN = 20  # steps after which a turned knob may be part of a good state


def serve(parent: Connection, threads: int, nice: int) -> None:
    """The process: warms up, waits for its one job, trains, ends. Ends as well when the app does."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the app ends its workers itself
    runtime.flush_denormals()
    torch.set_num_threads(threads)
    shelf = Shelf()
    try:
        with contextlib.suppress(UserError):  # damaged files are told of when somebody asks for them
            if is_here("mnist"):
                shelf.take("mnist")
        job = parent.recv()
        unpack(parent, job, shelf)
        Session(parent, job, shelf).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the app is gone, and with it everybody who could care


class Session:
    """One job from its first step to its last."""

    def __init__(self, parent: Connection, job: Job, shelf: Shelf):
        self.parent, self.job, self.shelf = parent, job, shelf
        self.device = runtime.best_device()
        self.paused, self.steps_allowed, self.stopping = job.pause, 0, False
        self.sums: dict[str, list[float]] = defaultdict(list)
        self.last_metrics: dict[str, float] = {}
        self.seconds, self.resumed_at = 0.0, math.inf  # trained so far, pauses left out; since when, this time
        self.shown_step, self.shown_seconds, self.next_frame, self.pause = 0, 0.0, 0.0, FRAME
        self.rested = time.perf_counter()  # when it last began to compute
        self.good, self.turned_at = {}, -PROVEN
        self.broken: dict = {}  # the first metric that blew up, and its value
        self.watch = False  # whether to watch the next step in slow motion
        self.stages: Watch | None = None  # what watches it

    def run(self) -> None:
        """Trains until told to stop."""
        for _ in self.course():
            pass

    def course(self) -> Iterator[None]:
        """The run, step by step; every way in which it can fail ends with a sentence."""
        try:
            step = self._build(self._open_data())
            stream = train(
                self.learner,
                data.Batches(self.opened.train, self.job.batch_size, self.device, seed=self.job.seed, start=step),
                family=self.job.family,
                device=self.device,
                steps=FOREVER,
                start=step,
                report_every=1,  # reading a CPU's numbers costs nothing, and a single step can be shown
                preview_every=FOREVER,  # frames go by the clock, not by steps
                boundary=self.boundary,
            )
            for event in stream:
                if isinstance(event, Progress):
                    self._note(event)
                elif isinstance(event, Finished):
                    self._finish(event)
                yield
        except UserError as mistake:
            self.tell("failed", mistake=mistake)

    def tell(self, kind: str, **values: object) -> None:
        self.parent.send({"kind": kind, **values})

    def boundary(self, step: int) -> bool:
        """Between two steps: obeys, shows, judges. A paused run waits here. True ends the run."""
        if self.stages:
            stages = [
                {"name": stage.name, "values": {name: short(value) for name, value in stage.values.items()}}
                | ({"shown": packed(stage.shown)} if stage.shown else {})
                for stage in self.stages.close()
            ]
            self.tell("stages", step=step, stages=stages)
            self.stages = None
        self._rest()
        while self.parent.poll():
            self._obey(self.parent.recv(), step)
        for _, name, value in (turn for turn in self.job.turns if turn[0] == step):
            self._turn(step, name, value)
        if self._waiting():
            self._wait(step)
        self.steps_allowed = max(0, self.steps_allowed - 1)
        now = time.perf_counter()
        if now >= self.next_frame:
            # by the clock, not by gaps: these would each grow by the rest of a step; what is missed is not made up
            self.next_frame = max(self.next_frame + self.pause, now + self.pause / 2)
            self._show(step)
        self._judge()
        if self.elapsed() - self.good["seconds"] > GOOD:
            self._keep_good()
        if self.watch and not self.stopping:
            self.stages, self.watch = self.learner.watched(), False
        return self.stopping

    def _rest(self) -> None:
        """Leaves the others their share of the time, unless there is a command to obey."""
        if self.job.share < 1:
            self.parent.poll((time.perf_counter() - self.rested) * (1 / self.job.share - 1))
            self.rested = time.perf_counter()

    def elapsed(self) -> float:
        """Seconds of training, pauses left out."""
        return self.seconds + max(0.0, time.perf_counter() - self.resumed_at)

    def _open_data(self) -> dict:
        """Fetches the chosen set, or scikit-learn's digits where MNIST is neither here nor to be had."""
        name = self.job.data
        self.tell("loading", data=name, download=not is_here(name))
        try:
            self.opened = self.shelf.take(name)
        except UserError:
            if name != "mnist":
                raise
            self.opened = self.shelf.take("digits")
        self.examiner = self.opened.examiner if self.job.show.draw else None
        train = self.opened.train
        return {"data": train.name, "amount": len(train), "judged": self.examiner is not None}

    def _build(self, opened: dict) -> int:
        """Makes the learner, as new or from a saved state; returns the step to start at."""
        family = catalog.family(self.job.family)
        state = torch.load(self.job.state, "cpu", weights_only=True) if self.job.state else None
        runtime.seed_everything(self.job.seed)
        config = family.config.from_dict(state["learner"]["config"] if state else self.job.config)
        self.learner: Learner = family.learner(config)
        if self.learner.HELD:
            self.learner.look_at(self.opened.held(self.learner.HELD))
        self.learner.to(self.device)
        if not state:
            self.learner.begin(data.whole(self.opened.train, self.device))
        if not state and (tensors := self.shelf.beginning(self.job)):
            take_up(self.learner, tensors, self.job.steps, self.job.forgets)
        if state:
            self.learner.load_state_dict(state["learner"])
            runtime.set_rng_state(state["rng"])
            self.seconds = self.shown_seconds = state["seconds"]
        self.shown_step = self.learner.steps
        self._keep_good()
        self.tell(
            "started",
            **opened,
            config=config.to_dict(),
            parameters=self.learner.parameters(),
            step=self.learner.steps,
            device=runtime.describe(self.device),
            **({} if (real := self.opened.some(8)) is None else {"real": sheet(real, 8)}),
        )
        self.resumed_at = self.rested = time.perf_counter()
        return self.learner.steps

    def _waiting(self) -> bool:
        return self.paused and not self.steps_allowed and not self.stopping

    def _wait(self, step: int) -> None:
        """Until someone says to go on; an exam that was under way is finished first."""
        self.seconds, self.resumed_at = self.elapsed(), math.inf
        self._show(step)
        while self._waiting():
            examining = self.examiner is not None and self.examiner.work is not None
            if self.parent.poll(0 if examining else None):
                self._obey(self.parent.recv(), step)
            elif examining:
                self._judge()
        self.resumed_at = self.rested = time.perf_counter()

    def _obey(self, command: tuple, step: int) -> None:
        match command:
            case ("pause",):
                self.paused, self.steps_allowed = True, 0
            case ("resume",):
                self.paused = False
            case ("step",):
                self.paused, self.steps_allowed = True, self.steps_allowed + 1
            case ("stages",):
                self.paused, self.steps_allowed = True, 1
                self.watch = True
            case ("stop",):
                self.stopping = True
            case ("knob", name, value):
                self._turn(step, name, value)
            case ("tell", name, value):
                self._hear(step, name, value)
            case ("save", path):
                torch.save(self._state(), path)
                self.tell("saved", path=path, step=step)

    def _turn(self, step: int, name: str, value: object) -> None:
        before = self.learner.config.to_dict().get(name)
        self._keep_good()
        self.turned_at = step
        self.learner.set_knob(name, value)
        self.tell("turned", step=step, name=name, before=before, value=self.learner.config.to_dict()[name])

    def _hear(self, step: int, name: str, value: object) -> None:
        """A word to the learner, which may turn knobs of its own by it; a paused run shows at once what came of it."""
        before = self.learner.config.to_dict()
        self.learner.hear(name, value)
        for knob, now in self.learner.config.to_dict().items():
            if now != before[knob]:
                self.tell("turned", step=step, name=knob, before=before[knob], value=now)
        if self._waiting():
            self._show(step)

    def _note(self, event: Progress) -> None:
        self.last_metrics = event.metrics
        for name, value in event.metrics.items():
            self.sums[name].append(value)
            if not abs(value) < HUGE:  # true for NaN, too
                self.broken, self.stopping = self.broken or {"metric": name, "value": short(value)}, True

    def _show(self, step: int) -> None:
        """Sends what the learner shows, and the means of the numbers since the last frame."""
        elapsed, steps, clock = self.elapsed(), step - self.shown_step, time.perf_counter()
        shown = {name: packed(value) for name, value in self.learner.preview().items() if name in self.job.show.wanted}
        cost = time.perf_counter() - clock
        self.pause = max(FRAME, cost / SHARE, sum(map(weight, shown.values())) / BYTES)
        self.tell(
            "frame",
            step=step,
            seconds=elapsed,
            rate=steps / max(elapsed - self.shown_seconds, 1e-6) if steps else None,
            metrics={name: sum(values) / len(values) for name, values in self.sums.items()},
            shown=shown,
            paused=self._waiting(),
        )
        self.sums.clear()
        self.shown_step, self.shown_seconds = step, elapsed

    def _judge(self) -> None:
        if self.examiner and (result := self.examiner.advance(self.learner, self.job.show)):
            self.tell("judged", **result)

    def _state(self) -> dict:
        state = {"learner": self.learner.state_dict(), "rng": runtime.rng_state(), "seconds": self.elapsed()}
        return copy.deepcopy(state)

    def _keep_good(self) -> None:
        """Remembers this state for when the next steps blow up: a calm one, with knobs that have proven to be."""
        calm = all(abs(value) < SANE for value in self.last_metrics.values())  # false for NaN, too
        if not self.good or (calm and self.learner.steps - self.turned_at >= PROVEN):
            self.good = self._state()

    def _leave(self, state: dict) -> None:
        torch.save(state, self.job.leave)

    def _finish(self, event: Finished) -> None:
        """Shows the last samples, leaves the state where the parent finds it, and says why it is over."""
        if not self.broken:
            self._show(event.step)
        state = self.good if self.broken else self._state()
        self._leave(state)
        reason = "diverged" if self.broken else event.reason
        self.tell("finished", step=event.step, reason=reason, good=state["learner"]["steps"], **self.broken)
