"""Sparse codes: the energy  E(z) = |y - W z|^2 / 2 + sparsity |z|_1,  and two ways down to its minimum.

Papers: Beck and Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems", SIAM J.
Imaging Sci. 2 (2009): a step down the slope of the first term, then every number shrinks towards 0 (ISTA); FISTA takes
that step from a point a little ahead, where the last step would have gone. ISTA never rises; FISTA may, and is at most
2 L |z_0 - z*|^2 / (k + 1)^2 above the minimum after k steps.

Rows everywhere: signals y (N, D), codes z (N, K), dictionary W (D, K), whose columns are its atoms.
"""

import math
from collections.abc import Iterator
from itertools import islice

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.data.patches import to_pictures, to_signals
from genmodels.model import Model
from genmodels.shown import Pictures, signed, to_uint8

SOLVERS = ("fista", "ista")
FOLLOW = 0.02  # how much of a batch goes into the running share of an atom's use
RARE = 1e-3  # share of the patches below which an atom is as good as dead


def energy(signals: Tensor, codes: Tensor, dictionary: Tensor, sparsity: float) -> Tensor:
    """E of each, (N,)."""
    wrong = signals - codes @ dictionary.T
    return wrong.square().sum(1) / 2 + sparsity * codes.abs().sum(1)


def shrink(values: Tensor, threshold: Tensor | float) -> Tensor:
    """Every number closer to 0 by the threshold, which is not negative, and 0 where it is no farther; any shape."""
    return values.sign() * F.relu(values.abs() - threshold)


def steepness(dictionary: Tensor) -> Tensor:
    """L, the largest eigenvalue of W'W, 0-d: a step of 1 / L down the slope of |y - W z|^2 / 2 never overshoots."""
    return torch.linalg.eigvalsh(dictionary.T @ dictionary)[-1]


def solve(signals: Tensor, dictionary: Tensor, sparsity: float, steps: int, solver: str = "fista") -> Tensor:
    """Codes (N, K) after so many steps from 0 of one of SOLVERS."""
    return next(islice(approach(signals, dictionary, sparsity, solver), steps, None))


def approach(signals: Tensor, dictionary: Tensor, sparsity: float, solver: str = "fista") -> Iterator[Tensor]:
    """Codes (N, K) after 0, 1, 2 ... steps from 0 of one of SOLVERS, without an end."""
    steep = steepness(dictionary)
    # W'y and W'W once: a step costs K x K numbers a patch, not 2 D x K
    wanted, overlap = signals @ dictionary / steep, dictionary.T @ dictionary / steep
    codes = ahead = torch.zeros_like(wanted)
    momentum = 1.0
    while True:
        yield codes
        before, codes = codes, shrink(ahead + wanted - ahead @ overlap, sparsity / steep)
        if solver == "ista":
            ahead = codes
            continue
        after = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead = codes + (momentum - 1) / after * (codes - before)
        momentum = after


@torch.no_grad()
def to_unit_columns(weight: Tensor) -> None:
    """Every column (an atom) back to length 1, in place."""
    weight.div_(weight.norm(dim=0).clamp_min(1e-12))


def rebuilt(model: Model, images: Tensor) -> Pictures:
    """Patches (N, C, H, W) in a row, and below them what a model makes of their codes."""
    pairs = torch.cat([to_pictures(to_signals(images)), model.reconstruct(images)])
    return Pictures(to_uint8(pairs), columns=len(images))


def columns(atoms: int) -> int:
    """In how many columns a wall of so many atoms is about square and full."""
    return next(count for count in (20, 16, 12, 10, 8, 5, 4, 3, 2, 1) if atoms % count == 0 and count**2 <= atoms)


class Dictionary(nn.Module):
    """Atoms of length 1 once a learner has them, the columns of W, and how often each is used.

    Without the fixed length any code could be halved and its atoms doubled, and the price of z would be none.
    """

    def __init__(self, pixels: int, atoms: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(pixels, atoms).uniform_(-1, 1), requires_grad=False)
        self.register_buffer("used", torch.ones(atoms))

    def forward(self, codes: Tensor) -> Tensor:
        """(N, K) -> (N, D)."""
        return codes @ self.weight.T

    def atoms(self) -> Tensor:
        """Each atom as pixels (K, D) in [0, 1]: 0 is mid-grey, its largest number white or black."""
        return signed(self.weight.T)

    @torch.no_grad()
    def improve(self, signals: Tensor, codes: Tensor, optimizer: torch.optim.Optimizer) -> None:
        """One step of its optimizer down the slope of E at these codes; then every atom has length 1 and is of use."""
        self.weight.grad = self.slope(signals, codes)
        optimizer.step()
        self.normalise()
        self.redraw(signals, codes)

    @torch.no_grad()
    def slope(self, signals: Tensor, codes: Tensor) -> Tensor:
        """Where E rises in W at these codes, (D, K); each atom's is divided by the sum of its numbers' squares.

        Undivided, an atom that is seldom used would hardly move.
        """
        wrong = signals - self(codes)
        return -(wrong.T @ codes) / codes.square().sum(0).clamp_min(0.1)

    @torch.no_grad()
    def normalise(self) -> None:
        """Every atom back to length 1."""
        to_unit_columns(self.weight)

    @torch.no_grad()
    def redraw(self, signals: Tensor, codes: Tensor) -> None:
        """Atoms that nobody uses any more become the patches that are rebuilt worst, as far as these go."""
        self.used.lerp_((codes != 0).float().mean(0), FOLLOW)
        worst = signals[(signals - self(codes)).square().sum(1).argsort(descending=True)]
        dead = self.used < RARE
        dead &= dead.cumsum(0) <= len(worst)
        turn = (dead.cumsum(0) - 1).clamp_min(0)  # the first dead atom takes the worst of all
        self.weight.copy_(torch.where(dead, F.normalize(worst[turn], dim=1).T, self.weight))
        self.used.copy_(torch.where(dead, torch.ones_like(self.used), self.used))
