"""What a task is: a world that can be stepped, what it costs to be there, and when it is over. Batched, differentiable.

All functions take rows of any leading shape: states (..., S), actions (..., A) in [-bound, bound].
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Task:
    """One world and what is wanted in it.

    names: of the numbers of a state.  low, high: what each can be at most; an angle has no bound, it is unwrapped.
    bound: of an action, which is one number.  length: steps of an episode.
    step(states, actions) -> the states that follow, as the world has it.
    cost(states, actions) -> (...,), of one step, 0 or more.
    over(states) -> (...,) bool, whether the episode has ended there.  final(states) -> (...,), what that end costs.
    features(states) -> (..., F), what a network is told of a state: angles as cosine and sine, all about 1 large.
    places(states) -> (..., P), the same without what the world's laws do not depend on: what the model is told.
    perceive(observations) -> states, of what a sensor tells.  observe(states) -> observations (..., O).
    starts(count, generator) -> (count, S), where episodes begin.
    scale: of a whole episode's cost, by which a critic counts.
    ends: whether an episode can end before its length.
    """

    name: str
    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    bound: float
    length: int
    scale: float
    ends: bool
    step: Callable[[Tensor, Tensor], Tensor]
    cost: Callable[[Tensor, Tensor], Tensor]
    over: Callable[[Tensor], Tensor]
    final: Callable[[Tensor], Tensor]
    features: Callable[[Tensor], Tensor]
    places: Callable[[Tensor], Tensor]
    observe: Callable[[Tensor], Tensor]
    perceive: Callable[[Tensor], Tensor]
    starts: Callable[[int, torch.Generator], Tensor]

    def numbers(self, told: Callable[[Tensor], Tensor]) -> int:
        """How many numbers `features`, `places` or `observe` tell of a state.

        It is asked on the CPU: where a model is made without its numbers ("meta"), to ask would import the compiler.
        """
        return told(torch.zeros(1, len(self.names), device="cpu")).shape[-1]


def wrapped(angle: Tensor) -> Tensor:
    """The same angle in [-pi, pi)."""
    return torch.remainder(angle + torch.pi, 2 * torch.pi) - torch.pi
