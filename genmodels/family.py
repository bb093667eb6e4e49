"""One entry of the catalog: all that a family says of itself, once."""

from collections.abc import Callable
from dataclasses import dataclass

from genmodels.config import Config
from genmodels.learner import Learner
from genmodels.model import Model


@dataclass(frozen=True)
class Family:
    """One entry of the catalog: what a family is called, where it comes from, and its three classes."""

    name: str
    title: str
    paper: str
    summary: str
    config: type[Config]
    model: type[Model]
    learner: Callable[[Config], Learner]
