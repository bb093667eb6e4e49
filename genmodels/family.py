"""One entry of the catalog: all that a family says of itself, once. Cards, tables, evaluation and tests read it."""

from collections.abc import Callable
from dataclasses import dataclass

from genmodels.config import Config
from genmodels.learner import Learner
from genmodels.model import Model


@dataclass(frozen=True)
class Objective:
    """A metric that `Learner.step` reports, and where training moves it.

    Thirty steps on one batch improve it; in a game of two players, thirty steps of the one that it belongs to. It is no
    loss: a loss whose sign is wrong falls just as well.
    """

    metric: str
    rises: bool


@dataclass(frozen=True, kw_only=True)
class Family:
    """What a family is called, where it comes from, its three classes, and what is to be known of it elsewhere.

    chapter: of the course, where it is told.  task: the Hub's name for what it does.
    data: the sets that it can learn, names of `genmodels.data.SOURCES`.
    objective: None of what is solved in one step rather than trained.
    headline: the scores that tell most, each the name of a score and how it is read, as in "test NLL {:.2f} nats".
    evaluate: how its scores are measured, names of modules in train/measures, in the card's order.
    """

    name: str
    title: str
    paper: str
    summary: str
    chapter: str
    task: str
    data: tuple[str, ...]
    objective: Objective | None
    headline: tuple[tuple[str, str], ...]
    evaluate: tuple[str, ...]
    config: type[Config]
    model: type[Model]
    learner: Callable[[Config], Learner]
