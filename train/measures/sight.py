"""How well a state is told from pictures, and how well policy and planner act on what is told.

angle_error, speed_error: the mean distance from the truth in degrees and in rad/s, of as many states over all angles
and speeds as are held out, drawn anew.
policy_return_pixels, mpc_return_pixels: the returns of `world-pendulum`, measured as control.py does and from the same
starts, where both see two pictures and nothing else. At the first step there is one picture, which is shown twice.
policy_return, mpc_return: the same with sensors that tell the true state.

A quick check leaves the planner out.
"""

import torch
from torch import Tensor

from genmodels import checkpoints
from genmodels.batch import Batch
from genmodels.blocks.planning import driven
from genmodels.data.pendulum import FASTEST
from genmodels.data.rods import pairs, rods
from genmodels.data.rollouts import COUNTS
from genmodels.data.task import wrapped
from genmodels.model import Model
from train.measure import Measure, Options, Scores
from train.measures.control import Planner, starts_of

AGENT = "world-pendulum"


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    states = anywhere(len(test)).to(test.states)
    wrong = model.perceive(pairs(states)) - states
    told: Scores = {
        "angle_error": wrapped(wrong[:, 0]).abs().rad2deg().mean().item(),
        "speed_error": wrong[:, 1].abs().mean().item(),
    }
    agent = checkpoints.load(AGENT, test.states.device)
    starts = starts_of(model.task).to(test.states)
    drivers = {"policy": lambda: agent.act}
    if len(test) >= COUNTS["test"]:
        drivers["mpc"] = lambda: Planner(agent, iterations=5)
    for name, driver in drivers.items():
        told[f"{name}_return_pixels"] = driven(model.task, starts, Seeing(model, driver()))[0].mean().item()
        told[f"{name}_return"] = driven(model.task, starts, driver())[0].mean().item()
    return told | {"starts": len(starts)}, {}


def anywhere(count: int) -> Tensor:
    """(count, 2), always the same."""
    shares = torch.rand(count, 2, generator=torch.Generator().manual_seed(0))
    return (2 * shares - 1) * torch.tensor([torch.pi, FASTEST])


class Seeing:
    """Acts on what perception tells: observations (N, O) -> actions (N, 1). Of an observation it takes the picture."""

    def __init__(self, model: Model, act):
        self.model, self.act, self.before = model, act, None

    def __call__(self, observations: Tensor) -> Tensor:
        task = self.model.task
        now = rods(task.perceive(observations)[:, 0])
        before = now if self.before is None else self.before
        self.before = now
        return self.act(task.observe(self.model.perceive(torch.stack([before, now], 1))))


MEASURE = Measure(scores)
