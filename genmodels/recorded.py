"""A training step as one CUDA graph: what the host launches kernel by kernel is recorded once and then replayed whole.

At 28x28 the networks are so small that a GPU waits for the host, which launches hundreds of kernels a step. A recorded
step is launched as one. It computes what the step as it stands computes, from the same stream of random numbers; what
the host does in a step (counting it, the moving average with its decay) is done by the host still.

https://docs.pytorch.org/docs/stable/notes/cuda.html#whole-network-capture says what such a step may do.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.config import Config
from genmodels.learner import Learner

WARM = 3  # steps of a kind that are taken as they stand: libraries choose kernels, optimizers make their averages
KEPT = 8  # recordings; a knob that is dragged makes one wherever it rests

Step = Callable[[Batch], dict[str, Tensor]]


def quick_step(learner: Learner, device: torch.device) -> Step:
    """`learner.step` in the form that is quickest on the device."""
    return Recorded(learner, device, CUDARecorder()) if device.type == "cuda" else learner.step


class CUDARecorder:
    """Records what a function launches, which is not done by that: what it returned, and what does it."""

    def __init__(self) -> None:
        self.stream = torch.cuda.Stream()
        self.memory = torch.cuda.graph_pool_handle()  # shared: recordings are replayed one after the other

    def warm(self, work: Callable[[], Any]) -> Any:
        """Does it on the stream on which recordings are made."""
        self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream):
            done = work()
        torch.cuda.current_stream().wait_stream(self.stream)
        return done

    def __call__(self, work: Callable[[], Tensor]) -> tuple[Tensor, Callable[[], None]]:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self.memory, stream=self.stream):
            values = work()
        return values, graph.replay


@dataclass
class Recording:
    """One kind of step.  batch: where its examples go; names and values: its metrics, in order."""

    batch: Batch
    names: tuple[str, ...]
    values: Tensor
    averaged: list[torch.nn.Module]  # the networks that the learner's average took in
    gradients: list[tuple[torch.nn.Parameter, Tensor]]
    replay: Callable[[], None]


class Recorded:
    """A learner's step, from recordings where the learner says that it may be recorded (see `Learner.phase`).

    There is one for each phase, shape of the batch and configuration. Learning rates are no part of that: a recording
    reads them from the device, where they are brought when they change.
    """

    def __init__(self, learner: Learner, device: torch.device, recorder: Any):
        self.learner, self.recorder = learner, recorder
        self.rates = [torch.zeros((), device=device) for _ in self._groups()]
        self.told = [float("nan")] * len(self.rates)
        self.recordings: dict[Hashable, Recording] = {}
        self.seen: dict[Hashable, int] = {}
        self._config: tuple[Config | None, Hashable] = None, ()
        self._memories = self._optimizer_states()

    def __call__(self, batch: Batch) -> dict[str, Tensor]:
        learner = self.learner
        phase = learner.phase()
        if phase is None or watched(learner):
            return learner.step(batch)
        if any(now is not then for now, then in zip(self._optimizer_states(), self._memories, strict=True)):
            self._memories, self.recordings = self._optimizer_states(), {}  # another state was loaded
        kind = phase, self._settings(), _shape(batch)
        recording = self.recordings.get(kind)
        if recording is None and self.seen.get(kind, 0) < WARM:
            self.seen[kind] = self.seen.get(kind, 0) + 1
            return self.recorder.warm(lambda: learner.step(batch))
        if recording is None:
            recording = self._record(batch)
            self.recordings = dict([*self.recordings.items(), (kind, recording)][-KEPT:])
        learner.steps += 1
        self._bring_rates()
        _copy(batch, recording.batch)
        recording.replay()
        for network in recording.averaged:
            learner.average.update(network)
        for weight, gradient in recording.gradients:
            weight.grad = gradient
        return dict(zip(recording.names, recording.values.clone().unbind(), strict=True))

    def _record(self, batch: Batch) -> Recording:
        """Of the step that would come next, which is not taken by this."""
        learner, place, steps = self.learner, _like(batch), self.learner.steps
        names: list[str] = []
        averaged: list[torch.nn.Module] = []

        def work() -> Tensor:
            metrics = learner.step(place)
            names[:] = metrics
            return torch.stack([value.float() for value in metrics.values()])

        with self._rates_on_device(), _update_noted(learner.average, averaged):
            values, replay = self.recorder(work)
        learner.steps = steps
        gradients = [(p, p.grad) for group in self._groups() for p in group["params"] if p.grad is not None]
        return Recording(place, tuple(names), values, averaged, gradients, replay)

    def _optimizer_states(self) -> list[dict]:
        return [optimizer.state for optimizer in self.learner.optimizers.values()]

    def _groups(self) -> list[dict]:
        return [group for optimizer in self.learner.optimizers.values() for group in optimizer.param_groups]

    def _settings(self) -> Hashable:
        """All knobs but the learning rates."""
        config = self.learner.config
        if self._config[0] is not config:
            knobs = [(name, value) for name, value in vars(config).items() if not name.endswith("learning_rate")]
            self._config = config, tuple(knobs)
        return self._config[1]

    @contextlib.contextmanager
    def _rates_on_device(self) -> Iterator[None]:
        """Lets the optimizers read their learning rates there."""
        groups = self._groups()
        before = [(group["lr"], group["capturable"]) for group in groups]
        for group, rate in zip(groups, self.rates, strict=True):
            group.update(lr=rate, capturable=True)
        try:
            yield
        finally:
            for group, (rate, capturable) in zip(groups, before, strict=True):
                group.update(lr=rate, capturable=capturable)

    def _bring_rates(self) -> None:
        for place, group in enumerate(self._groups()):
            if group["lr"] != self.told[place]:
                self.rates[place].fill_(group["lr"])
                self.told[place] = group["lr"]


def watched(learner: Learner) -> bool:
    """Whether somebody looks on in the middle of a step, as `Watch` and gradients shared by processes do."""
    hooks = [network._forward_hooks for network in learner.networks.values()]
    hooks += [optimizer._optimizer_step_pre_hooks for optimizer in learner.optimizers.values()]
    return any(hooks)


@contextlib.contextmanager
def _update_noted(average: Any, networks: list[torch.nn.Module]) -> Iterator[None]:
    """Lets a moving average note what it is asked to take in, instead of taking it in."""
    if average is None:
        yield
        return
    average.update = networks.append
    try:
        yield
    finally:
        del average.update


def _shape(batch: Batch) -> Hashable:
    return tuple((name, part.shape, part.dtype) for name, part in batch.parts().items())


def _like(batch: Batch) -> Batch:
    return Batch(**{name: part.clone() for name, part in batch.parts().items()})


def _copy(batch: Batch, place: Batch) -> None:
    for name, part in place.parts().items():
        part.copy_(getattr(batch, name))
