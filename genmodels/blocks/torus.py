"""Units on a torus, and pools of neighbours: what is left of a pool's numbers is the root of their weighted squares."""

import torch
from torch import Tensor

SOFT = 1e-3  # under the root: its slope is finite where a whole pool is 0


def bell(side: int, width: float) -> Tensor:
    """(side, side): how much of the unit of a column belongs to the pool of a row, on a ring; every row adds up to 1.

    width: standard deviation in units; at 0 each unit is a pool of its own.
    """
    steps = torch.arange(side)
    apart = (steps - steps[:, None]).abs()
    apart = torch.minimum(apart, side - apart)
    weights = torch.exp(-(apart.square() / (2 * max(width, 1e-3) ** 2)))
    return weights / weights.sum(1, keepdim=True)


def pooled(codes: Tensor, bell: Tensor, soft: float = SOFT) -> Tensor:
    """Codes (N, side * side) -> the root of every pool around its unit (N, side * side), at least sqrt(soft)."""
    squares = codes.square().unflatten(1, bell.shape)
    return (bell @ squares @ bell.T + soft).sqrt().flatten(1)
