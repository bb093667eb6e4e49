"""The same small network several times, side by side, each for rows of its own: (S, N, ...)."""

import itertools
from collections.abc import Callable

import torch
from torch import Tensor, nn


class Linears(nn.Module):
    """S linear layers: (S, ..., inputs) -> (S, ..., outputs); of fewer rows, by the first ones alone."""

    def __init__(self, count: int, inputs: int, outputs: int, bias: bool = True):
        super().__init__()
        reach = inputs**-0.5  # as nn.Linear begins
        self.weight = nn.Parameter(torch.empty(count, inputs, outputs).uniform_(-reach, reach))
        self.bias = nn.Parameter(torch.empty(count, 1, outputs).uniform_(-reach, reach)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        rows, weight = x.flatten(1, -2), self.weight[: len(x)]
        out = torch.bmm(rows, weight) if self.bias is None else torch.baddbmm(self.bias[: len(x)], rows, weight)
        return out.view(*x.shape[:-1], out.shape[-1])


class Each(nn.Module):
    """S networks of any kind: (S, N, ...) -> (S, N, ...); of fewer rows, by the first ones alone."""

    def __init__(self, count: int, make: Callable[[], nn.Module]):
        super().__init__()
        self.each = nn.ModuleList(make() for _ in range(count))

    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([network(rows) for network, rows in zip(self.each, x, strict=False)])


def perceptron(*sizes: int) -> list[nn.Module]:
    """Linear layers of these sizes with SiLU between them, (N, first) -> (N, last)."""
    layers = [each for pair in itertools.pairwise(sizes) for each in (nn.Linear(*pair), nn.SiLU())]
    return layers[:-1]
