"""Small layers that several families use."""

import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ResidualBlock(nn.Module):
    """x + f(x) with two 3x3 convolutions (He et al., arXiv:1603.05027, without normalisation: the nets are shallow)."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)  # starts as the identity

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


class Average:
    """An exponential moving average of a network's weights: smoother than the network that it follows.

    The first updates use a shorter memory, so that the random start is forgotten at once. Batch norm's running
    statistics are averaged alike, counters copied.
    updates: how many there were; the learner that has this as its `average` keeps the count in its state.
    """

    def __init__(self, network: nn.Module, decay: float):
        self.decay = decay
        self.updates = 0
        self.network = copy.deepcopy(network).requires_grad_(False).eval()

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Takes the network in as it is now; called whenever it was trained, and not at other steps of its learner."""
        self.updates += 1
        decay = min(self.decay, self.updates / (self.updates + 9))
        pairs = list(zip(self._tensors(self.network), self._tensors(network), strict=True))
        real = [pair for pair in pairs if pair[0].is_floating_point()]
        # one call: a small network has many tensors
        torch._foreach_lerp_(*map(list, zip(*real, strict=True)), 1 - decay)
        for mine, theirs in pairs:
            if not mine.is_floating_point():
                mine.copy_(theirs)

    @staticmethod
    def _tensors(network: nn.Module) -> list[Tensor]:
        return [*network.parameters(), *network.buffers()]
