"""What a live run is asked to train, and the data and judge that it needs for that."""

from dataclasses import dataclass, field

from torch import Tensor

from genmodels import checkpoints, data, runtime
from ui.live.worker.exam import JUDGES, Examiner

FOLDERS = {"mnist": "MNIST", "fashion": "FashionMNIST"}


@dataclass(frozen=True)
class Brought:
    """Something that a visitor uploaded, as a job names it (see uploads.py).  shape: of pictures, (N, C, H, W)."""

    token: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Job:
    """What to train.

    leave: the file in which the last state is left.  state: a file left so, to go on from, else "".
    pause: wait at the first boundary.  turns: (step, knob, value), knobs that turn by themselves when it gets there.
    pictures: the visitor's own, where data is "own".
    steps: that a checkpoint has learned already, from which the run goes on: a published one by its name, or the
    visitor's own as weights.
    """

    family: str
    data: str
    leave: str
    config: dict = field(default_factory=dict)
    seed: int = 0
    batch_size: int = 64
    state: str = ""
    pause: bool = False
    turns: tuple[tuple[int, str, object], ...] = ()
    pictures: Brought | None = None
    steps: int = 0
    checkpoint: str = ""
    weights: Brought | None = None

    @property
    def brought(self) -> list[Brought]:
        """What a worker is lent with it, in that order; a state holds what came of the weights, so they are not."""
        return [part for part in (self.pictures, None if self.state else self.weights) if part]


def is_here(name: str) -> bool:
    """Whether the data set is on this machine, so that nothing needs to be downloaded."""
    return name not in FOLDERS or (data.data_root() / FOLDERS[name] / "raw" / "train-images-idx3-ubyte").exists()


class Shelf:
    """Data sets and their judges, each fetched once; the set that most people choose is fetched while nobody waits."""

    def __init__(self) -> None:
        self.sets: dict[str, tuple[data.ImageSet, Examiner | None]] = {}
        self.weights: dict[str, Tensor] = {}

    def beginning(self, job: Job) -> dict[str, Tensor]:
        """The tensors that a run goes on from, by the names of run_resume; none for one that starts afresh."""
        if job.checkpoint:
            model = checkpoints.load(job.checkpoint, "cpu")
            return {f"model.{key}": value for key, value in model.state_dict().items()}
        return self.weights

    def take(self, name: str) -> tuple[data.ImageSet, Examiner | None]:
        """The training pictures, and the examiner where this machine has a judge for them."""
        if name not in self.sets:
            examiner = None
            if JUDGES[name] in checkpoints.names():
                examiner = Examiner(data.load(name, "test"), runtime.best_device())
                for _ in examiner.look_at_the_data():
                    pass
            self.sets[name] = data.load(name), examiner
        return self.sets[name]
