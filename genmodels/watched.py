"""One training step in slow motion, watched from outside: nothing is computed again, nothing is changed."""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from genmodels.shown import Shown


@dataclass(frozen=True)
class Stage:
    """One thing that happened in a step.  values: numbers that belong to it, by name."""

    name: str
    shown: Shown | None = None
    values: dict[str, float] = field(default_factory=dict)


class Watch:
    """Made before a step, closed after it: one stage "update_NAME" for each network.

    Its values: "gradient", the Euclidean norm of what reached the weights; "change", |dw| / |w| of the step.
    """

    def __init__(self, networks: dict[str, nn.Module]):
        self.networks = networks
        self.before = {name: _weights(network) for name, network in networks.items()}

    def close(self) -> list[Stage]:
        """What was seen, in the order in which it happened."""
        return [self.update(name) for name in self.networks]

    def update(self, name: str) -> Stage:
        network, before = self.networks[name], self.before[name]
        change = (_weights(network) - before).norm() / before.norm()
        return Stage(f"update_{name}", values={"gradient": gradient_norm(network).item(), "change": change.item()})


def gradient_norm(network: nn.Module) -> Tensor:
    """Euclidean norm of the gradient that reached the network's weights, 0-d."""
    return nn.utils.get_total_norm([p.grad for p in network.parameters() if p.grad is not None])


def _weights(network: nn.Module) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])
