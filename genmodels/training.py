"""train(): the one loop. A generator of events that knows no model, no file and no screen.

A progress bar, the live tab and a test are three consumers of the same stream. Not asking for the next event pauses
the run; the `boundary` call between two steps is where a consumer turns knobs or stops.
"""

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.events import Event, Finished, Preview, Progress, Started
from genmodels.learner import Learner
from genmodels.recorded import quick_step


def train(
    learner: Learner,
    batches: Iterator[Batch],
    *,
    family: str,
    device: torch.device,
    steps: int,
    start: int = 0,
    report_every: int = 50,
    preview_every: int = 500,
    boundary: Callable[[int], bool] | None = None,
) -> Iterator[Event]:
    """Trains from step `start` to step `steps` and yields Started, Progress..., Preview..., Finished.

    boundary(step) is called before each step; there the consumer may call `learner.set_knob`, save, or wait.
    The run stops at that boundary when it returns True; it ends early where the learner is done. A metric that is not
    finite ends the run as "diverged" at the next report, and names the first step where it happened: only reporting
    reads from the device.
    """
    begun = time.perf_counter()
    yield Started(family, learner.config.to_dict(), str(device), start, steps, learner.parameters())
    pending: list[dict[str, Tensor]] = []
    take = quick_step(learner, device)
    busy, step, reason, detail = 0.0, start, "done", ""
    while step < steps and not learner.done:
        if boundary and boundary(step):
            reason = "stopped"
            break
        clock = time.perf_counter()
        pending.append(take(next(batches)))
        step += 1
        last = step == steps or learner.done
        due = step % report_every == 0 or last
        values = _read(pending) if due else None
        busy += time.perf_counter() - clock
        if values is not None:
            detail = _first_divergence(values, step - len(pending))
            yield Progress(step, _means(values), time.perf_counter() - begun, len(pending) / max(busy, 1e-9))
            pending, busy = [], 0.0
            if detail:
                reason = "diverged"
                break
        if step % preview_every == 0 or last:
            yield Preview(step, learner.preview(), time.perf_counter() - begun)
    yield Finished(step, reason, time.perf_counter() - begun, detail)


def _read(pending: list[dict[str, Tensor]]) -> list[dict[str, float]]:
    """The metrics of every step since the last report, in one transfer from the device."""
    values = [value.float() for metrics in pending for value in metrics.values()]
    following = iter(torch.stack(values).tolist() if values else ())  # a step may have trained nobody
    return [{name: next(following) for name in metrics} for metrics in pending]


def _means(steps: list[dict[str, float]]) -> dict[str, float]:
    """Mean of each metric over the steps that have it: a GAN's generator may train on every fifth step only."""
    columns: dict[str, list[float]] = {}
    for metrics in steps:
        for name, value in metrics.items():
            columns.setdefault(name, []).append(value)
    return {name: sum(column) / len(column) for name, column in columns.items()}


def _first_divergence(steps: list[dict[str, float]], before: int) -> str:
    """A sentence that names the first step and the metric that was not finite there; empty where all is well."""
    for step, metrics in enumerate(steps, before + 1):
        for name, value in metrics.items():
            if not math.isfinite(value):
                return f"{name} was no longer a finite number at step {step}"
    return ""
