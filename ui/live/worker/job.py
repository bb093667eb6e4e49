"""What a live run is asked to train, and the data and judge that it needs for that."""

from dataclasses import dataclass, field

import numpy as np
import torch

from genmodels import checkpoints, data, runtime
from genmodels.batch import Batch
from genmodels.data import SOURCES
from ui.live.show import OWN, Show, Turn
from ui.live.worker.exam import Examiner


@dataclass(frozen=True)
class Brought:
    """Something that a visitor uploaded, as a job names it (see uploads.py).  shape: of pictures, (N, C, H, W)."""

    token: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Job:
    """What to train, and how it is shown.

    leave: the file in which the last state is left.  state: a file left so, to go on from, else "".
    pause: wait at the first boundary.  turns: (step, knob, value), knobs that turn by themselves when it gets there.
    pictures: the visitor's own, where data is "own".
    steps: that a checkpoint has learned already, from which the run goes on: a published one by its name, or the
    visitor's own as weights.
    share: of the time in which it computes; it rests between two steps.
    """

    show: Show
    data: str
    leave: str
    config: dict = field(default_factory=dict)
    seed: int = 0
    batch_size: int = 64
    state: str = ""
    pause: bool = False
    turns: tuple[Turn, ...] = ()
    pictures: Brought | None = None
    steps: int = 0
    checkpoint: str = ""
    weights: Brought | None = None
    share: float = 1.0

    @property
    def family(self) -> str:
        return self.show.family

    @property
    def forgets(self) -> tuple[str, ...]:
        """The weights that it does not take over from the show's own origin; from another checkpoint it takes all."""
        return self.show.forgets if self.checkpoint == self.show.origin else ()

    @property
    def brought(self) -> list[Brought]:
        """What a worker is lent with it, in that order; a state holds what came of the weights, so they are not."""
        return [part for part in (self.pictures, None if self.state else self.weights) if part]


def is_here(name: str) -> bool:
    """Whether the data set is on this machine, so that nothing needs to be downloaded."""
    return name == OWN or SOURCES[name].is_here()


@dataclass(frozen=True)
class Opened:
    """A data set as a run needs it: what is learned, what is held out, and who judges, where there is somebody."""

    train: data.ImageSet
    test: data.ImageSet
    examiner: Examiner | None = None

    def some(self, count: int) -> np.ndarray | None:
        """So many training pictures, (N, H, W, C) uint8, where it is pictures that are learned."""
        images = self.train.images
        return None if images is None else images[:count].permute(0, 2, 3, 1).numpy()

    def held(self, count: int) -> Batch:
        """Examples that are never learned, the same in every run; of pictures that a visitor brought, the first."""
        return data.held_out(self.test, count, torch.device("cpu"))


class Shelf:
    """Data sets and their judges, each fetched once; the set that most people choose is fetched while nobody waits."""

    def __init__(self) -> None:
        self.sets: dict[str, Opened] = {}
        self.weights: dict[str, torch.Tensor] = {}

    def beginning(self, job: Job) -> dict[str, torch.Tensor]:
        """The tensors that a run goes on from, by the names of resume.py; none for one that starts afresh."""
        if job.checkpoint:
            model = checkpoints.load(job.checkpoint, "cpu")
            return {f"model.{key}": value for key, value in model.state_dict().items()}
        return self.weights

    def take(self, name: str) -> Opened:
        """The training pictures, held-out ones, and the examiner where this machine has a judge for them."""
        if name not in self.sets:
            test, examiner = data.load(name, "test"), None
            if SOURCES[name].judge in checkpoints.names():
                examiner = Examiner(test, runtime.best_device())
                for _ in examiner.look_at_the_data():
                    pass
            self.sets[name] = Opened(data.load(name), test, examiner)
        return self.sets[name]
