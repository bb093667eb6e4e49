"""The pendulum that is too heavy for its motor: gymnasium's Pendulum-v1 in torch, batched and differentiable.

A state is (angle, speed), the angle 0 upright and unwrapped, the speed in [-8, 8] rad/s. The torque is in [-2, 2], two
fifths of what would hold the pendulum level, so it has to swing. A step is 1/20 s, an episode 200 steps. The cost of a
step is angle^2 + speed^2 / 10 + torque^2 / 1000, the angle in [-pi, pi); a return is minus the sum.
"""

import torch
from torch import Tensor

from genmodels.data.task import Task, wrapped

GRAVITY, SECONDS, FASTEST, TORQUE = 10.0, 0.05, 8.0, 2.0  # of a rod 1 long that weighs 1


def step(states: Tensor, actions: Tensor) -> Tensor:
    angle, speed = states.unbind(-1)
    torque = actions[..., 0].clamp(-TORQUE, TORQUE)
    speed = speed + (1.5 * GRAVITY * angle.sin() + 3 * torque) * SECONDS
    speed = speed.clamp(-FASTEST, FASTEST)
    return torch.stack([angle + speed * SECONDS, speed], -1)


def cost(states: Tensor, actions: Tensor) -> Tensor:
    angle, speed = states.unbind(-1)
    return wrapped(angle).square() + 0.1 * speed.square() + 1e-3 * actions[..., 0].square()


def features(states: Tensor) -> Tensor:
    angle, speed = states.unbind(-1)
    return torch.stack([angle.cos(), angle.sin(), speed / FASTEST], -1)


def observe(states: Tensor) -> Tensor:
    """As gymnasium does: cosine, sine, speed."""
    angle, speed = states.unbind(-1)
    return torch.stack([angle.cos(), angle.sin(), speed], -1)


def perceive(observations: Tensor) -> Tensor:
    cosine, sine, speed = observations.unbind(-1)
    return torch.stack([torch.atan2(sine, cosine), speed], -1)


def starts(count: int, generator: torch.Generator) -> Tensor:
    """As gymnasium resets: any angle, a speed in [-1, 1]."""
    reach = torch.tensor([torch.pi, 1.0])
    return (2 * torch.rand(count, 2, generator=generator) - 1) * reach


def _never(states: Tensor) -> Tensor:
    return torch.zeros(states.shape[:-1], dtype=torch.bool, device=states.device)


PENDULUM = Task(
    name="pendulum",
    names=("angle", "speed"),
    low=(-float("inf"), -FASTEST),
    high=(float("inf"), FASTEST),
    bound=TORQUE,
    length=200,
    scale=30.0,
    ends=False,
    step=step,
    cost=cost,
    over=_never,
    final=lambda states: states.new_zeros(states.shape[:-1]),
    features=features,
    places=features,
    observe=observe,
    perceive=perceive,
    starts=starts,
)
