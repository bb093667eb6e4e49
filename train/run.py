"""One consumer of train(): progress bar, CSV, TensorBoard, sample sheets, a checkpoint that resumes, a Hub folder.

OUT/                 the checkpoint as it goes to the Hub
OUT/training/        state.pt (resume), metrics.csv, events for TensorBoard, samples/*.png
"""

import csv
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from accelerate import Accelerator
from tqdm import tqdm

from genmodels import catalog, data, runtime
from genmodels.batch import Batch
from genmodels.data.hand import redrawn
from genmodels.events import Event, Finished, Preview, Progress
from genmodels.learner import Learner
from genmodels.reasons import UserError
from genmodels.training import train
from train import card
from train.recipe import Recipe
from train.sheet import write_shown

SAVE_EVERY = 2000


@dataclass
class Run:
    """A recipe being trained into a folder. Only the first of several processes writes."""

    recipe: Recipe
    out: Path
    command: str
    device: str | None = None
    resume: Path | None = None
    turned: dict[str, object] = field(default_factory=dict)  # the knobs that were asked for, for a run that goes on
    seconds: float = field(default=0.0, init=False)
    saved: int | None = field(default=None, init=False)  # the step of the state in `out`, once this run has one there

    def __call__(self) -> str:
        """Trains to the end, or to Ctrl-C, and returns the reason why it ended."""
        runtime.flush_denormals()
        torch.manual_seed(self.recipe.seed)
        self.accelerator = Accelerator(cpu=self.device == "cpu")
        device = self.accelerator.device if self.accelerator.num_processes > 1 else runtime.best_device(self.device)
        self.writes = self.accelerator.is_main_process
        learner = self.learner().to(device)
        _average_gradients(learner, self.accelerator)
        start = self._restore(learner)
        self.folder = self.out / "training"
        if self.writes:
            (self.folder / "samples").mkdir(parents=True, exist_ok=True)
        if learner.HELD:
            learner.look_at(data.held_out(data.load(self.recipe.data, "test"), learner.HELD, device))
        pairs = data.load(self.recipe.data)
        batches = data.Batches(
            redrawn(pairs, self.recipe.exact) if self.recipe.redrawn else pairs,
            self.recipe.batch_size,
            device,
            seed=self.recipe.seed,
            start=start,
            share=self.accelerator.process_index,
            shares=self.accelerator.num_processes,
        )
        events = train(
            learner,
            batches,
            family=self.recipe.family,
            device=device,
            steps=self.recipe.steps,
            start=start,
            boundary=self._boundary(learner, start),
        )
        return self._consume(events, batches, learner, device)

    def learner(self) -> Learner:
        return catalog.family(self.recipe.family).learner(self.recipe.config)

    def _restore(self, learner: Learner) -> int:
        """The step to start from; several processes draw different noise from here on."""
        runtime.seed_everything(self.recipe.seed + self.accelerator.process_index)
        if self.resume is None:
            return 0
        path = self.resume / "training" / "state.pt"
        if not path.exists():
            raise UserError(f"{self.resume} holds no training/state.pt to resume from")
        state = torch.load(path, weights_only=True, map_location="cpu")
        learner.load_state_dict(state["learner"])
        for knob, value in self.turned.items():
            if getattr(learner.config, knob) != value:
                learner.set_knob(knob, value)
        runtime.set_rng_state(state["rng"])
        self.seconds = state["seconds"]
        self.saved = state["step"] if self.resume == self.out else None
        return state["step"]

    def _boundary(self, learner: Learner, start: int):
        """Saves now and then; the first Ctrl-C ends the run at the next step boundary, a second one at once."""
        self.stopping = False
        signal.signal(signal.SIGINT, self._stop)

        def boundary(step: int) -> bool:
            if step % SAVE_EVERY == 0 and step > start and _sound(learner):
                self._save_state(learner, step, self.seconds)
            for knob in self.recipe.fading:
                learner.set_knob(knob, faded(getattr(self.recipe.config, knob), step, self.recipe.steps))
            return self.stopping

        return boundary

    def _stop(self, *_: object) -> None:
        self.stopping = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _consume(
        self, events: Iterator[Event], batches: Iterator[Batch], learner: Learner, device: torch.device
    ) -> str:
        """Shows and writes every event; the last one becomes the Hub folder."""
        before, losses = self.seconds, {}
        tables = _Tables(self.folder) if self.writes else None
        bar = tqdm(total=self.recipe.steps, unit=" steps", disable=not self.writes, file=sys.stderr, smoothing=0.1)
        for event in events:
            self.seconds = before + getattr(event, "seconds", 0.0)
            if isinstance(event, Progress):
                losses = event.metrics
                bar.update(event.step - bar.n)
                bar.set_postfix_str(" ".join(f"{name} {value:.3g}" for name, value in losses.items()))
            if tables:
                tables.write(event)
        bar.close()
        assert isinstance(event, Finished)
        if event.reason == "diverged":
            raise UserError(f"{event.detail}; {self._way_out()}")
        if self.writes:
            self._save_state(learner, event.step, self.seconds)
            learner.finish(batches)
            card.publish(
                self.out,
                learner,
                self.recipe,
                command=self.command,
                steps=event.step,
                seconds=self.seconds,
                hardware=runtime.describe(device),
            )
        return event.reason

    def _way_out(self) -> str:
        """What to do about a run that has blown up."""
        if self.saved is None:
            return "start again with a smaller learning rate; nothing was saved yet"
        return f"go on from step {self.saved} by --resume {self.out}, with a smaller learning rate"

    def _save_state(self, learner: Learner, step: int, seconds: float) -> None:
        if not self.writes:
            return
        state = {"learner": learner.state_dict(), "rng": runtime.rng_state(), "step": step, "seconds": seconds}
        temporary = self.folder / "state.pt.part"
        torch.save(state, temporary)
        temporary.replace(self.folder / "state.pt")
        self.saved = step


def _sound(learner: Learner) -> bool:
    """Whether every weight is a finite number: the report that tells of one that is not may come later."""
    return all(p.isfinite().all() for network in learner.networks.values() for p in network.parameters())


def faded(value: float, step: int, steps: int) -> float:
    """The value of a fading knob before that step (0 to steps - 1): whole for one half, then straight down to zero."""
    return value * min(1.0, 2 * (1 - step / steps))


class _Tables:
    """metrics.csv and TensorBoard, which get the same numbers, and the sample sheets."""

    def __init__(self, folder: Path):
        from torch.utils.tensorboard import SummaryWriter

        self.folder = folder
        self.board = SummaryWriter(str(folder))
        self.rows: list[dict] = []
        self.path = folder / "metrics.csv"
        if self.path.exists():
            with self.path.open(newline="") as opened:
                self.rows = list(csv.DictReader(opened))

    def write(self, event: Event) -> None:
        if isinstance(event, Progress):
            for name, value in event.metrics.items():
                self.board.add_scalar(name, value, event.step)
            self.board.add_scalar("steps per second", event.rate, event.step)
            self.rows.append({"step": event.step, "seconds": round(event.seconds, 2), **event.metrics})
        if isinstance(event, Preview):
            write_shown(self.folder / "samples" / f"{event.step:07d}.png", event.shown)
        if isinstance(event, Preview | Finished):
            self._write_csv()
        if isinstance(event, Finished):
            self.board.close()

    def _write_csv(self) -> None:
        if not self.rows:
            return
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        with self.path.open("w", newline="") as opened:
            table = csv.DictWriter(opened, names, restval="")
            table.writeheader()
            table.writerows(self.rows)


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
