"""Distributions of the plane that a code may be asked to follow, most with a part for each class.

"gaussian" is N(0, 1), the same for every class. "petals" are as many Gaussians: a flower, or wherever they were
dragged. "roll" is the swiss roll, "drawn" a curve that somebody drew: class j has the j-th piece of either.
"""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.reasons import KnownError
from genmodels.shown import Points, to_float32

KINDS = ("gaussian", "petals", "roll", "drawn")
RADIUS, ALONG, ACROSS = 1.4, 0.5, 0.1  # of a petal: its centre's distance from the origin, its two standard deviations
THICKNESS = 0.1  # standard deviation of a curve, across it
EDGE = 3.5  # the plane is a square of this half side
THIN, WIDE = 0.02, 2.0  # standard deviations that a petal may have
VERTICES, OUTLINE = 1000, 200  # of a curve; each class has as many
STROKE_POINTS, SHORTEST = 5000, 0.5  # of a drawing: so many points at most, and so long at least


class Prior(nn.Module):
    """p(z | class) for codes z (N, 2). What was dragged or drawn is saved with the weights.

    petals: (K, 5) centre x and y, angle of the long axis, standard deviations along and across it.
    drawn: (VERTICES, 2) a curve, in steps of the same length.
    """

    def __init__(self, kind: str, classes: int, radius: float = RADIUS):
        super().__init__()
        self.kind, self.classes = kind, classes
        self.register_buffer("petals", flower(classes, radius))
        self.register_buffer("drawn", swiss_roll())
        self.register_buffer("roll", swiss_roll(), persistent=False)

    @property
    def labelled(self) -> bool:
        """Whether each class has a part of its own."""
        return self.kind != "gaussian"

    @property
    def curve(self) -> Tensor:
        return self.roll if self.kind == "roll" else self.drawn

    def sample(self, classes: Tensor) -> Tensor:
        """(N,) classes -> codes (N, 2), each from its class's part."""
        return self.place(classes, *torch.randn(2, len(classes), device=classes.device))

    def place(self, classes: Tensor, along: Tensor, across: Tensor) -> Tensor:
        """The codes (N, 2) at the same place of these classes' parts.

        (N,) each; along and across: in standard deviations of a part, so that N(0, 1) draws from it. On a curve, which
        is as dense everywhere, `along` is read as a quantile first.
        """
        if self.kind == "gaussian":
            return torch.stack([along, across], 1)
        if self.kind == "petals":
            x, y, angle, long, short = self.petals[classes].unbind(1)
            direction = torch.stack([angle.cos(), angle.sin()], 1)
            normal = torch.stack([-angle.sin(), angle.cos()], 1)
            centre = torch.stack([x, y], 1)
            return centre + (along * long)[:, None] * direction + (across * short)[:, None] * normal
        share = 0.5 * (1 + torch.erf(along / math.sqrt(2)))  # N(0, 1) -> uniform in (0, 1)
        position = (classes + share) / self.classes * (VERTICES - 1)
        before = position.long().clamp(0, VERTICES - 2)
        start, end = self.curve[before], self.curve[before + 1]
        step = end - start
        normal = torch.stack([-step[:, 1], step[:, 0]], 1) / step.norm(dim=1, keepdim=True).clamp_min(1e-9)
        return start + (position - before)[:, None] * step + (across * THICKNESS)[:, None] * normal

    def part_of(self, codes: Tensor) -> Tensor:
        """(N, 2) -> the class (N,) whose part is likeliest there; of a curve the piece that is nearest."""
        if self.kind == "petals":
            return self.log_densities(codes).argmax(1)
        nearest = torch.cat([torch.cdist(rows, self.curve).argmin(1) for rows in codes.split(2000)])
        return nearest * self.classes // VERTICES

    def log_densities(self, codes: Tensor) -> Tensor:
        """(N, 2) -> (N, K) log density of every petal, up to a constant."""
        x, y, angle, long, short = self.petals.unbind(1)
        right, up = codes[:, :1] - x, codes[:, 1:] - y
        along, across = (
            (right * angle.cos() + up * angle.sin()) / long,
            (up * angle.cos() - right * angle.sin()) / short,
        )
        return -0.5 * (along.square() + across.square()) - (long * short).log()

    def outline(self) -> Points:
        """The shape itself, to be drawn: of petals all centres, then each one's end one `along` farther out, with both
        spreads; of a curve OUTLINE points along it; of N(0, 1) its centre."""
        if self.kind == "gaussian":
            return Points(np.zeros((1, 2), np.float32), np.zeros(1, np.uint8), np.ones((1, 2), np.float32))
        if self.kind == "petals":
            classes = torch.arange(self.classes, device=self.petals.device).repeat(2)
            along = torch.arange(2, device=classes.device).repeat_interleave(self.classes)
            ends = self.place(classes, along.float(), torch.zeros(len(classes), device=classes.device))
            return Points(to_float32(ends), classes.byte().cpu().numpy(), to_float32(self.petals[classes, 3:]))
        kept = torch.linspace(0, VERTICES - 1, OUTLINE).round().long()
        labels = (kept * self.classes // VERTICES).byte()
        return Points(to_float32(self.curve[kept.to(self.curve.device)]), labels.numpy())

    def bend(self, kind: str, petals: Sequence | None = None, curve: Sequence | None = None) -> None:
        """Takes another shape; raises UserError where it is none: see `checked_petals` and `checked_curve`."""
        if kind not in KINDS:
            raise KnownError("no_choice", name="prior", known=", ".join(KINDS), value=kind)
        if petals is not None:
            self.petals.copy_(torch.tensor(checked_petals(petals, self.classes)))
        if curve is not None:
            self.drawn.copy_(even(torch.tensor(checked_curve(curve)), VERTICES))
        self.kind = kind


def flower(classes: int, radius: float) -> Tensor:
    """(K, 5): petal j is petal 0 turned by j / K of a full circle."""
    angles = [2 * math.pi * part / classes for part in range(classes)]
    return torch.tensor([[radius * math.cos(a), radius * math.sin(a), a, ALONG, ACROSS] for a in angles])


def swiss_roll() -> Tensor:
    """(VERTICES, 2): radius 3 sqrt(u) and angle 4 pi sqrt(u) for u from 0 to 1."""
    roots = [math.sqrt(vertex / (VERTICES - 1)) for vertex in range(VERTICES)]
    turn = 4 * math.pi
    return torch.tensor([[3 * root * math.cos(turn * root), 3 * root * math.sin(turn * root)] for root in roots])


def even(line: Tensor, count: int) -> Tensor:
    """A line (M, 2) as `count` points in steps of the same length."""
    lengths = line.diff(dim=0).norm(dim=1)
    line, lengths = torch.cat([line[:1], line[1:][lengths > 0]]), lengths[lengths > 0]
    reached = torch.cat([lengths.new_zeros(1), lengths.cumsum(0)])
    wanted = torch.linspace(0, 1, count) * reached[-1]
    after = torch.searchsorted(reached, wanted).clamp(1, len(line) - 1)
    share = (wanted - reached[after - 1]) / lengths[after - 1]
    return line[after - 1].lerp(line[after], share[:, None])


def checked_petals(rows: object, classes: int) -> list[list[float]]:
    """[[x, y, angle, along, across], ...] as numbers, a row for each class; raises UserError where they do not fit."""
    found = _numbers(rows, 5)
    if len(found) != classes:
        raise KnownError("prior_count", count=len(found), classes=classes)
    for x, y, angle, long, short in found:
        if max(abs(x), abs(y)) > EDGE:
            raise KnownError("prior_outside", edge=EDGE)
        if not (min(long, short) >= THIN and max(long, short) <= WIDE):
            raise KnownError("prior_spread", low=THIN, high=WIDE)
        if abs(angle) > 100:
            raise KnownError("prior_no_numbers")
    return found


def checked_curve(points: object) -> list[list[float]]:
    """[[x, y], ...] as numbers, a line that can be followed; raises UserError where it is none."""
    found = _numbers(points, 2)
    if not found:
        raise KnownError("prior_empty")
    if len(found) > STROKE_POINTS:
        raise KnownError("prior_too_many", count=len(found), most=STROKE_POINTS)
    if any(max(abs(x), abs(y)) > EDGE for x, y in found):
        raise KnownError("prior_outside", edge=EDGE)
    if sum(math.dist(a, b) for a, b in itertools.pairwise(found)) < SHORTEST:
        raise KnownError("prior_dot", least=SHORTEST)
    return found


def _numbers(rows: object, width: int) -> list[list[float]]:
    """Rows of so many finite numbers; more of them than anybody draws are not looked at."""
    if not isinstance(rows, list | tuple):
        raise KnownError("prior_no_numbers")
    if len(rows) > STROKE_POINTS:
        raise KnownError("prior_too_many", count=len(rows), most=STROKE_POINTS)
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) != width:
            raise KnownError("prior_no_numbers")
        for value in row:
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise KnownError("prior_no_numbers")
    return [[float(value) for value in row] for row in rows]
