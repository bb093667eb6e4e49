"""How well a policy and a planner act, in the world itself.

Of the pendulum, from the 100 starts that gymnasium's Pendulum-v1 resets to with seeds 0 to 99: minus the sum of the
costs of 200 steps, the mean. Other starts have another optimum: what counts is how far from it.
mpc_return: of the planner with the learned model, 25 steps ahead, 4 plans, of which one is the policy's and one what is
left of the last, 5 steps of Adam for each step; the critic sees beyond.
policy_return: of the policy alone.  optimum_return: of value iteration on a grid of 151 angles, 151 speeds and 21
torques, with the true equations: what cannot be beaten by much.

Of the truck, on 500 fixed starts drawn as the notebook resets:
docked: the share that the policy brings to the dock, the trailer within 1 of its axis and 0.2 rad, nothing folded and
nothing beyond the yard.  docked_of_possible: the same of those starts from which there is a way; that is one the policy
found, or else a search with five steerings, two steps each, that keeps the 3,000 states farthest from one another.
jackknifed, off_yard: how the others end.
docked_without_walls: of the same 500 starts, where it may leave the yard on its way.

A quick check leaves planner, optimum and search out.
"""

import copy
import dataclasses
from functools import partial

import numpy as np
import torch
from gymnasium.envs.classic_control import PendulumEnv
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.planning import driven
from genmodels.data import truck
from genmodels.data.pendulum import FASTEST, PENDULUM, TORQUE
from genmodels.data.rollouts import COUNTS
from genmodels.data.task import Task
from genmodels.model import Model
from train.measure import Measure, Options, Scores

PENDULUMS, TRUCKS = 100, 500  # starts
ANGLES, TORQUES = 151, 21
WIDEST = 3000  # states that the search keeps


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    task, whole = model.task, len(test) >= COUNTS["test"]
    starts = starts_of(task).to(test.states)
    found, last = driven(task, starts, model.act)
    if task.name == "pendulum":
        told = {"policy_return": found.mean().item()}
        if whole and hasattr(model, "plan"):
            told = {"mpc_return": driven(task, starts, Planner(model, iterations=5))[0].mean().item()} | told
        if whole:
            told["optimum_return"] = optimum(starts.cpu()).mean().item()
        return told | {"starts": len(starts)}, {}
    docked = truck.docked(last)
    told = {"docked": docked, "jackknifed": truck.jackknifed(last), "off_yard": truck.off_yard(last)}
    unwalled = dataclasses.replace(task, over=partial(truck.over, walls=False))
    told["docked_without_walls"] = truck.docked(driven(unwalled, starts, model.act)[1], walls=False)
    told = {name: share.float().mean().item() for name, share in told.items()}
    if whole:
        missed = [way_to_dock(start) for start in starts[~docked].cpu()]
        told["possible"] = 1 - (len(missed) - sum(missed)) / len(starts)
        told["docked_of_possible"] = told["docked"] / told["possible"]
    return told | {"starts": len(starts)}, {}


def starts_of(task: Task) -> Tensor:
    """(N, S), where episodes begin, always the same; a pendulum where gymnasium's does by its seeds."""
    if task.name != "pendulum":
        return task.starts(TRUCKS, torch.Generator().manual_seed(0))
    world = PendulumEnv()
    states = []
    for seed in range(PENDULUMS):
        world.reset(seed=seed)
        states.append(world.state)
    return torch.tensor(np.array(states), dtype=torch.float32)


class Planner:
    """Plans at each step from where the last plan left off: observations (N, O) -> actions (N, 1)."""

    def __init__(self, model: Model, **choices: object):
        with torch.inference_mode(False):  # a plan needs gradients, and these need tensors made outside of it
            self.model = copy.deepcopy(model)
        self.choices, self.warm = choices, None
        self.generator = torch.Generator().manual_seed(0)

    def __call__(self, observations: Tensor) -> Tensor:
        with torch.inference_mode(False):
            plan = self.model.plan(observations.clone(), warm=self.warm, generator=self.generator, **self.choices)
            self.warm = plan.later()
        return plan.actions[:, 0]


def optimum(starts: Tensor) -> Tensor:
    """(N, 2) -> (N,), the returns of the best torques by value iteration, one table for each step that is left."""
    torques = torch.linspace(-TORQUE, TORQUE, TORQUES)
    grid = torch.cartesian_prod(torch.linspace(-torch.pi, torch.pi, ANGLES), torch.linspace(-FASTEST, FASTEST, ANGLES))

    def ahead(states: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Costs (N, K) of each torque, and where its following state lies between four of the grid."""
        each = states[:, None].expand(-1, TORQUES, -1)
        actions = torques[None, :, None].expand(len(states), -1, -1)
        return PENDULUM.cost(each, actions), _corners(PENDULUM.step(each, actions))

    costs, (corners, shares) = ahead(grid)
    left = [torch.zeros(len(grid))]
    for _ in range(PENDULUM.length - 1):
        left.append((costs + (left[-1][corners] * shares).sum(0)).amin(1))
    returns = torch.zeros(len(starts))
    states = starts
    for table in reversed(left):
        costs, (corners, shares) = ahead(states)
        best = torques[(costs + (table[corners] * shares).sum(0)).argmin(1)][:, None]
        returns = returns - PENDULUM.cost(states, best)
        states = PENDULUM.step(states, best)
    return returns


def _corners(states: Tensor) -> tuple[Tensor, Tensor]:
    """(..., 2) -> the four grid points around each, (4, ...), and their shares."""
    turn = torch.remainder(states[..., 0] + torch.pi, 2 * torch.pi) / (2 * torch.pi) * (ANGLES - 1)
    pace = (states[..., 1] + FASTEST) / (2 * FASTEST) * (ANGLES - 1)
    row, column = (value.floor().clamp(0, ANGLES - 2) for value in (turn, pace))
    down, right = turn - row, pace - column
    first = (row * ANGLES + column).long()
    shares = (1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right
    return torch.stack([first, first + 1, first + ANGLES, first + ANGLES + 1]), torch.stack(shares)


def way_to_dock(start: Tensor) -> bool:
    """(4,) -> whether the search finds steerings that dock."""
    states = start[None]
    steering = torch.linspace(-truck.STEERING, truck.STEERING, 5)
    for _ in range(truck.TRUCK.length // 2):
        actions = steering.repeat(len(states))[:, None]
        states = states.repeat_interleave(5, 0)
        for _ in range(2):
            states = truck.step(states, actions)
            if truck.docked(states).any():
                return True
            going = ~truck.over(states)
            states, actions = states[going], actions[going]
        if not len(states):
            return False
        states = _apart(states)
    return False


def _apart(states: Tensor) -> Tensor:
    """One state of each cell, at most WIDEST."""
    x, y, cab, trailer = states.unbind(1)
    direction = torch.remainder(cab, 2 * torch.pi)
    cells = torch.stack([x / 0.5, y / 0.5, direction / 0.15, (trailer - cab) / 0.1], 1).round().numpy()
    _, first = np.unique(cells.astype(np.int64), axis=0, return_index=True)
    return states[torch.from_numpy(np.random.default_rng(0).permutation(first)[:WIDEST])]


MEASURE = Measure(scores)
