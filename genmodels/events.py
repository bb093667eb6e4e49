"""What a training run tells the world: frozen values, plain numbers and arrays only.

Because nothing here holds a tensor, a run may live in a worker process or on a Space's GPU and its events cross over.
"""

from dataclasses import dataclass, field

from genmodels.shown import Shown


@dataclass(frozen=True)
class Started:
    """The first event. parameters: trainable numbers per network, by name."""

    family: str
    config: dict
    device: str
    step: int
    steps: int
    parameters: dict[str, int]


@dataclass(frozen=True)
class Progress:
    """Means of the learner's metrics over the steps since the last report.

    seconds: since the start, waits of the consumer included.  rate: steps per second of training alone.
    """

    step: int
    metrics: dict[str, float]
    seconds: float
    rate: float


@dataclass(frozen=True)
class Preview:
    """What the learner shows now, by name."""

    step: int
    shown: dict[str, Shown]
    seconds: float


@dataclass(frozen=True)
class Finished:
    """The last event. reason: "done", "stopped", or "diverged" (a metric was not finite; `detail` names it)."""

    step: int
    reason: str
    seconds: float
    detail: str = field(default="")


Event = Started | Progress | Preview | Finished
