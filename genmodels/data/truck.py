"""The truck backer-upper: a truck that can only go backwards brings its trailer to a dock. Batched and differentiable.

Nguyen and Widrow, "The Truck Backer-Upper", IJCNN 1989, by the four equations of the lecture's notebook 14:
  x <- x + s cos a,  y <- y + s sin a,  a <- a + s / L tan(steering),  b <- b + s / d sin(a - b)
A state is (x, y, a, b): the rear axle of the cab, the angle of the cab, that of the trailer; both unwrapped. The yard
is 40 x 20, the dock in the middle of its left edge. The cab is 1 long and reaches 1.5 beyond its axle, the trailer is
4 long.

Deviations from the notebook:
1. Half a length a step in place of a tenth: a fifth of the steps.
2. The steering is at most 45 degrees: beyond, the cab turns in its own length.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels.data.task import Task, wrapped

PACE, CAB, TRAILER, NOSE = -0.5, 1.0, 4.0, 1.5
LENGTH, SIDE = 40.0, 10.0  # of the yard: x in [0, LENGTH], y in [-SIDE, SIDE]
STEERING = math.pi / 4
NEAR, STRAIGHT = 1.0, 0.2  # of the dock's axis, and the trailer's angle in radians: so far off is docked
FAILED = 30.0  # the cost of a jackknife, or of leaving the yard
MISS = 10.0  # the cost of arriving one width of what counts as docked further off, where it is far off
ROOM, FOLD = 1.0, 1.1  # from the edges, and radians between cab and trailer: nearer to the end is dear already


def step(states: Tensor, actions: Tensor) -> Tensor:
    x, y, cab, trailer = states.unbind(-1)
    turn = actions[..., 0].clamp(-STEERING, STEERING).tan()
    return torch.stack(
        [
            x + PACE * cab.cos(),
            y + PACE * cab.sin(),
            cab + PACE / CAB * turn,
            trailer + PACE / TRAILER * (cab - trailer).sin(),
        ],
        -1,
    )


def ends(states: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x and y of the cab's nose, x and y of the trailer's rear, (...,) each."""
    x, y, cab, trailer = states.unbind(-1)
    rear = x - TRAILER * trailer.cos(), y - TRAILER * trailer.sin()
    return x + NOSE * cab.cos(), y + NOSE * cab.sin(), *rear


def jackknifed(states: Tensor) -> Tensor:
    """More than a right angle between cab and trailer."""
    return (states[..., 2] - states[..., 3]).abs() > math.pi / 2


def off_yard(states: Tensor) -> Tensor:
    """The nose anywhere outside, or the rear; that it reaches the side of the dock is an arrival."""
    nose_x, nose_y, rear_x, rear_y = ends(states)
    beside = (nose_y.abs() > SIDE) | (rear_y.abs() > SIDE)
    return beside | (nose_x < 0) | (nose_x > LENGTH) | (rear_x > LENGTH)


def arrived(states: Tensor) -> Tensor:
    return ends(states)[2] <= 0


def docked(states: Tensor, walls: bool = True) -> Tensor:
    """Arrived near the dock's axis, and straight."""
    right = (ends(states)[3].abs() < NEAR) & (wrapped(states[..., 3]).abs() < STRAIGHT)
    return arrived(states) & right & ~failed(states, walls)


def failed(states: Tensor, walls: bool = True) -> Tensor:
    """walls: whether it may not leave the yard."""
    return jackknifed(states) | off_yard(states) if walls else jackknifed(states)


def over(states: Tensor, walls: bool = True) -> Tensor:
    return failed(states, walls) | arrived(states)


def final(states: Tensor) -> Tensor:
    """How far from docked, in widths of what counts as docked; a failure costs FAILED."""
    wrong = (ends(states)[3] / NEAR).square() + (wrapped(states[..., 3]) / STRAIGHT).square()
    miss = (MISS * ((1 + wrong).sqrt() - 1)).clamp_max(FAILED)
    return torch.where(failed(states), torch.full_like(miss, FAILED), miss)


def cost(states: Tensor, actions: Tensor) -> Tensor:
    """Time, the way to the dock's axis, steering; and walls and folds before they are reached, so that they slope."""
    nose_x, nose_y, rear_x, rear_y = ends(states)
    fold = (states[..., 2] - states[..., 3]).abs()
    edges = (nose_x - LENGTH, rear_x - LENGTH, nose_y.abs() - SIDE, rear_y.abs() - SIDE, -nose_x)
    close = sum(F.relu(edge + ROOM).square() for edge in edges) + 5 * F.relu(fold - FOLD).square()
    way = 0.02 * rear_y.abs() + 0.1 * (1 - states[..., 3].cos())
    return 0.1 + way + close + 0.01 * actions[..., 0].square()


def places(states: Tensor) -> Tensor:
    """What the laws depend on: no place, no direction is special but to the one who wants to dock."""
    cab, trailer = states[..., 2], states[..., 3]
    angles = torch.stack([cab, trailer, cab - trailer], -1)
    return torch.cat([angles.cos(), angles.sin()], -1)


def features(states: Tensor) -> Tensor:
    x, y = states[..., 0], states[..., 1]
    _, _, rear_x, rear_y = ends(states)
    where = [2 * x / LENGTH - 1, y / SIDE, 2 * rear_x / LENGTH - 1, rear_y / SIDE]
    return torch.cat([torch.stack(where, -1), places(states)], -1)


def starts(count: int, generator: torch.Generator) -> Tensor:
    """As the notebook resets: anywhere in the farther three quarters, any direction, cab and trailer within 45 degrees;
    drawn again where it would be over at once. From some no steering leads to the dock."""
    found = torch.empty(0, 4)
    while len(found) < count:
        share = torch.rand(4 * count, 4, generator=generator)
        cab = 2 * math.pi * share[:, 2]
        x, y = LENGTH * (0.25 + 0.75 * share[:, 0]), SIDE * (2 * share[:, 1] - 1)
        drawn = torch.stack([x, y, cab, cab + (share[:, 3] - 0.5) * math.pi / 2], -1)
        found = torch.cat([found, drawn[~over(drawn)]])
    return found[:count]


TRUCK = Task(
    name="truck",
    names=("x", "y", "cab", "trailer"),
    low=(-float("inf"),) * 4,
    high=(float("inf"),) * 4,
    bound=STEERING,
    length=150,
    scale=30.0,
    ends=True,
    step=step,
    cost=cost,
    over=over,
    final=final,
    features=features,
    places=places,
    observe=lambda states: states,
    perceive=lambda observations: observations,
    starts=starts,
)
