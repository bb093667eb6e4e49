"""One consumer of train(): progress bar, logs, sample sheets, a state that resumes, a Hub folder.

OUT/                 the checkpoint as it goes to the Hub
OUT/training/        state.pt (resume), metrics.csv, events for TensorBoard, samples/*.png
OUT/training.1/      the same of an earlier run, which another began without --resume in its folder
"""

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import torch
from accelerate import Accelerator
from tqdm import tqdm

from genmodels import catalog, data, runtime
from genmodels.batch import Batch
from genmodels.config import knobs
from genmodels.data.hand import redrawn
from genmodels.events import Event, Finished, Progress
from genmodels.learner import Learner
from genmodels.reasons import UserError
from genmodels.training import train
from train import card
from train.logs import Logs
from train.recipe import Recipe
from train.resume import STATE, Resumed, resumed, told

SAVE_EVERY = 30.0  # seconds
ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]  # Windows: two


@dataclass
class Run:
    """A recipe being trained into a folder. Only the first of several processes writes."""

    recipe: Recipe
    out: Path
    command: str
    device: str | None = None
    resume: Path | None = None
    turned: dict[str, object] = field(default_factory=dict)  # the knobs that were asked for, for a run that goes on
    asked: frozenset[str] = frozenset()  # and the fields of the recipe; what was not is kept
    seconds: float = field(default=0.0, init=False)
    saved: int | None = field(default=None, init=False)  # the step of the state in `out`, once this run has one there

    def __call__(self) -> str:
        """Trains to the end, or until it is told to end, and returns the reason why it ended.

        Ctrl-C, SIGTERM and a terminal that is closed end it at the next step boundary; a second Ctrl-C ends it at once.
        """
        runtime.flush_denormals()
        earlier = resumed(self.resume, self.recipe, self.turned, self.asked) if self.resume else None
        self.recipe = earlier.recipe if earlier else self.recipe
        torch.manual_seed(self.recipe.seed)
        self.accelerator = Accelerator(cpu=self.device == "cpu")
        device = self.accelerator.device if self.accelerator.num_processes > 1 else runtime.best_device(self.device)
        learner = self.learner().to(device)
        if learner.ALONE and self.accelerator.num_processes > 1:
            family = self.recipe.family
            raise UserError(f"{family} learns in one process alone; train it by python -m train {self.recipe.name}")
        _average_gradients(learner, self.accelerator)
        start = self._restore(learner, earlier)
        self.folder = self.out / "training"
        if learner.HELD:
            learner.look_at(data.held_out(data.load(self.recipe.data, "test"), learner.HELD, device))
        pairs = data.load(self.recipe.data)
        if not earlier:
            learner.begin(data.whole(pairs, device))
        batches = data.Batches(
            redrawn(pairs, self.recipe.exact) if self.recipe.redrawn else pairs,
            self.recipe.batch_size,
            device,
            seed=self.recipe.seed,
            start=start,
            share=self.accelerator.process_index,
            shares=self.accelerator.num_processes,
        )
        self.logs = None
        if self.accelerator.is_main_process:
            elsewhere = self.resume / "training" if self.resume and self.saved is None else None
            if self.saved is None:
                self._put_aside()
            self.logs = Logs(self.folder, start, self.seconds, elsewhere)
        events = train(
            learner,
            batches,
            family=self.recipe.family,
            device=device,
            steps=self.recipe.steps,
            start=start,
            boundary=self._boundary(learner, start),
        )
        with self._signals():
            return self._consume(events, batches, learner, device)

    def learner(self) -> Learner:
        return catalog.family(self.recipe.family).learner(self.recipe.config)

    def _restore(self, learner: Learner, earlier: Resumed | None) -> int:
        """The step to start from; several processes draw different noise from here on.

        Of them the first alone goes on with the noise that was saved: it saved its own.
        """
        index, processes = self.accelerator.process_index, self.accelerator.num_processes
        runtime.seed_everything(self.recipe.seed + index + processes * (earlier.step if earlier else 0))
        if earlier is None:
            return 0
        earlier.restore(learner, self.resume / STATE)
        for knob, value in self.turned.items():
            if getattr(learner.config, knob) != value:
                learner.set_knob(knob, value)
        if index == 0:
            runtime.set_rng_state(earlier.rng)
        self.seconds = earlier.seconds
        self.saved = earlier.step if self.resume.resolve() == self.out.resolve() else None
        return earlier.step

    def _put_aside(self) -> None:
        """Keeps what another run has left here: it may have been meant to be resumed."""
        if not (self.out / STATE).exists():
            return
        aside = next(path for path in map(self.folder.with_suffix, (f".{n}" for n in count(1))) if not path.exists())
        self.folder.rename(aside)
        print(f"The run that was here is kept in {aside}.", file=sys.stderr)

    def _boundary(self, learner: Learner, start: int):
        """Saves now and then, lets knobs fade, and ends the run where that was asked for."""
        self.stopping, self.next_save = False, time.monotonic() + SAVE_EVERY
        lowest = {name: field.metadata["low"] for name, field in knobs(self.recipe.config).items()}

        def boundary(step: int) -> bool:
            if time.monotonic() >= self.next_save and step > start and _sound(learner):
                self._save_state(learner, step, self.seconds)
            for knob in self.recipe.fading:
                value = faded(getattr(self.recipe.config, knob), step, self.recipe.steps)
                learner.set_knob(knob, max(value, lowest[knob]))  # the last of many steps may lie below it
            return self.stopping

        return boundary

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """What asks for an end is heard; what is ignored, as by nohup, stays so."""
        before = {each: signal.getsignal(each) for each in ENDS}
        heard = [each for each, handler in before.items() if handler != signal.SIG_IGN]
        for each in heard:
            signal.signal(each, self._stop)
        try:
            yield
        finally:
            for each in heard:
                signal.signal(each, before[each])

    def _stop(self, number: int, _: object) -> None:
        self.stopping = True
        if number == signal.SIGINT:  # a closed terminal may say so twice: by itself, and by its shell
            signal.signal(number, signal.default_int_handler)

    def _consume(
        self, events: Iterator[Event], batches: Iterator[Batch], learner: Learner, device: torch.device
    ) -> str:
        """Shows and writes every event; the last one becomes the Hub folder."""
        before = self.seconds
        bar = tqdm(total=self.recipe.steps, unit=" steps", disable=not self.logs, file=sys.stderr, smoothing=0.1)
        for event in events:
            self.seconds = before + getattr(event, "seconds", 0.0)
            _show(bar, event)
            if self.logs:
                self.logs.write(event)
        assert isinstance(event, Finished)
        if event.reason == "diverged":
            raise UserError(f"{event.detail}; {self._way_out()}")
        if self.logs:
            self._save_state(learner, event.step, self.seconds)
            learner.finish(batches)
            card.publish(
                self.out,
                learner,
                self.recipe,
                command=self.command,
                steps=event.step,
                seconds=self.seconds,
                hardware=runtime.describe(device, getattr(learner.config, "precision", "float32")),
            )
        return event.reason

    def _way_out(self) -> str:
        """What to do about a run that has blown up."""
        if self.saved is None:
            return "start again with a smaller learning rate; nothing was saved yet"
        return f"go on from step {self.saved} by --resume {self.out}, with a smaller learning rate"

    def _save_state(self, learner: Learner, step: int, seconds: float) -> None:
        if not self.logs:  # another process writes
            return
        state = {"learner": learner.state_dict(), "rng": runtime.rng_state(), "step": step, "seconds": seconds}
        temporary = self.folder / "state.pt.part"
        torch.save(state | {"run": told(self.recipe)}, temporary)
        self.logs.flush()
        temporary.replace(self.out / STATE)
        self.saved, self.next_save = step, time.monotonic() + SAVE_EVERY


def _show(bar: tqdm, event: Event) -> None:
    """Moves the progress bar; where nobody reads it any more, the training goes on without."""
    try:
        if isinstance(event, Progress):
            bar.update(event.step - bar.n)
            bar.set_postfix_str(" ".join(f"{name} {value:.3g}" for name, value in event.metrics.items()))
        if isinstance(event, Finished):
            bar.close()
    except OSError:
        bar.disable = True


def _sound(learner: Learner) -> bool:
    """Whether every weight is a finite number: the report that tells of one that is not may come later."""
    return all(p.isfinite().all() for network in learner.networks.values() for p in network.parameters())


def faded(value: float, step: int, steps: int) -> float:
    """The value of a fading knob before that step (0 to steps - 1): whole for one half, then straight down to zero."""
    return value * min(1.0, 2 * (1 - step / steps))


def _average_gradients(learner: Learner, accelerator: Accelerator) -> None:
    """Before each optimizer step, every process gets the mean gradient of all: one transfer per network.

    A hook on the optimizer, not a wrapped module, so that a learner's step reads the same on one process and on many.
    """
    if accelerator.num_processes == 1:
        return

    def average(optimizer: torch.optim.Optimizer, *_: object) -> None:
        gradients = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        flat = accelerator.reduce(torch._utils._flatten_dense_tensors(gradients), "mean")
        for gradient, mean in zip(gradients, torch._utils._unflatten_dense_tensors(flat, gradients), strict=True):
            gradient.copy_(mean)

    for optimizer in learner.optimizers.values():
        optimizer.register_step_pre_hook(average)
