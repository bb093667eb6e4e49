"""The modules of an agent that acts in a task: perception, a policy and a critic, and its policy as a picture."""

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.blocks.plane import coloured
from genmodels.blocks.side_by_side import perceptron
from genmodels.data.task import Task
from genmodels.shown import Pictures, to_float32

SIDE = 84  # pixels across a map


class Perception(nn.Module):
    """Observations (..., O) -> states (..., S). It has no weights: the sensors tell all of the state."""

    def __init__(self, task: Task):
        super().__init__()
        self.task = task

    def forward(self, observations: Tensor) -> Tensor:
        return self.task.perceive(observations)


class Actor(nn.Module):
    """The policy: states (..., S) -> actions (..., 1) inside the bound."""

    def __init__(self, task: Task, width: int):
        super().__init__()
        self.task = task
        self.net = nn.Sequential(*perceptron(task.numbers(task.features), width, width, 1))

    def forward(self, states: Tensor) -> Tensor:
        return self.task.bound * self.net(self.task.features(states)).tanh()


class Critic(nn.Module):
    """What a state costs: this step by the task's own rule, all that comes after by a network, (...,)."""

    def __init__(self, task: Task, width: int):
        super().__init__()
        self.task = task
        self.net = nn.Sequential(*perceptron(task.numbers(task.features), width, width, 1))

    def now(self, states: Tensor, actions: Tensor) -> Tensor:
        return self.task.cost(states, actions)

    def forward(self, states: Tensor) -> Tensor:
        return self.task.scale * self.net(self.task.features(states))[..., 0]


def maps(task: Task, act, expected, device: torch.device) -> Pictures:
    """What the policy does and what the critic expects, over two numbers of the state, the others 0: angle and speed of
    a pendulum, the place of a truck that looks away from the dock.  device: where both reckon."""
    across, up = ((-torch.pi, torch.pi), (-8.0, 8.0)) if task.name == "pendulum" else ((0.0, 40.0), (-10.0, 10.0))
    line, column = (torch.linspace(*ends, SIDE, device=device) for ends in (across, reversed(up)))
    place = torch.stack(torch.meshgrid(line, column, indexing="xy"), -1)
    rest = torch.zeros(SIDE, SIDE, len(task.names) - 2, device=device)
    states = torch.cat([place, rest], -1)
    done = act(states)[..., 0] / (2 * task.bound) + 0.5
    cost = expected(states)
    cost = (cost - cost.min()) / (cost.max() - cost.min()).clamp_min(1e-12)
    return Pictures(np.stack([coloured(to_float32(share)) for share in (done, cost)]), columns=2)
