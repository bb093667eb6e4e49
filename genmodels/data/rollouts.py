"""Transitions of a task as a data set: random actions, each held for a while, the same at every call."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from genmodels.data.pendulum import PENDULUM
from genmodels.data.source import ImageSet
from genmodels.data.task import Task
from genmodels.data.truck import TRUCK

TASKS: dict[str, Task] = {task.name: task for task in (PENDULUM, TRUCK)}
COUNTS = {"train": 10_000, "test": 2_000}
WORLDS = 50  # beside each other
NEW = 0.25  # how often another action is drawn: one that changes at every step shakes, and comes nowhere


def reader(name: str) -> Callable[[Path, str], ImageSet]:
    """What reads transitions of this task as a data set; it needs no folder."""

    def read(root: Path, split: str) -> ImageSet:
        states, actions, following = transitions(name, split)
        return ImageSet(name, states=states, actions=actions, following=following)

    return read


def width(name: str) -> int:
    """Numbers of a transition."""
    return 2 * len(TASKS[name].names) + 1


@cache
def transitions(name: str, split: str) -> tuple[Tensor, Tensor, Tensor]:
    """States (N, S), actions (N, 1) and the states that followed (N, S)."""
    task, chance = TASKS[name], torch.Generator().manual_seed(int(split == "test"))
    states, actions = task.starts(WORLDS, chance), torch.zeros(WORLDS, 1)
    found: list[tuple[Tensor, Tensor, Tensor]] = []
    for number in range(COUNTS[split] // WORLDS):
        drawn = task.bound * (2 * torch.rand(WORLDS, 1, generator=chance) - 1)
        actions = torch.where(torch.rand(WORLDS, 1, generator=chance) < NEW, drawn, actions)
        following = task.step(states, actions)
        found.append((states, actions, following))
        again = task.over(following) | torch.tensor((number + 1) % task.length == 0)
        states = torch.where(again[:, None], task.starts(WORLDS, chance), following)
    states, actions, following = map(torch.cat, zip(*found, strict=True))
    return states, actions, following
