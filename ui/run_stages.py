"""One training step in slow motion, watched from outside: what passes through the networks; nothing re-implemented."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from genmodels.blocks.minimax import gradient_norm
from genmodels.learner import Learner
from genmodels.shown import to_uint8
from ui.run_history import short
from ui.run_pictures import jpeg

SHOWN = 8  # examples of the batch


class Stages:
    """Made before a step, closed after it. `seen` says whether a step has passed."""

    def __init__(self, learner: Learner):
        self.seen: dict[str, object] = {}
        self.made: Tensor | None = None  # the generator's last pictures
        self.before = {name: _weights(network) for name, network in learner.networks.items()}
        self.hooks = [
            network.register_forward_hook(self._generated if name == "generator" else self._judged(network))
            for name, network in learner.networks.items()
        ]

    def close(self, learner: Learner) -> dict:
        """What was seen.

        {"noise": rows of numbers, "fake": JPEG, "real": JPEG, "on_real", "on_fake", "on_fake_again": the other player's
        outputs before its update, the last after it, "networks": {name: {"gradient": norm, "change": |dw| / |w|}}};
        what did not happen in this step is missing.
        """
        for hook in self.hooks:
            hook.remove()
        self.seen["networks"] = {
            name: {
                "gradient": short(gradient_norm(network).item()),
                "change": short(((_weights(network) - self.before[name]).norm() / self.before[name].norm()).item()),
            }
            for name, network in learner.networks.items()
        }
        return self.seen

    def _generated(self, network: nn.Module, inputs: tuple, output: Tensor) -> None:
        self.made = output
        self.seen["noise"] = [[round(value, 2) for value in row] for row in inputs[0][:SHOWN].tolist()]
        self.seen["fake"] = _sheet(output)

    def _judged(self, network: nn.Module) -> Callable:
        def note(_: nn.Module, inputs: tuple, output: Tensor) -> None:
            pictures, opinions = inputs[0], [short(value) for value in output[:SHOWN].detach().tolist()]
            frozen = not next(network.parameters()).requires_grad  # as it is while the generator learns
            if self.made is not None and pictures.data_ptr() == self.made.data_ptr():
                self.seen["on_fake_again" if frozen else "on_fake"] = opinions
            elif not pictures.requires_grad and not frozen:  # what does is a point of the gradient penalty
                self.seen["real"], self.seen["on_real"] = _sheet(pictures), opinions

        return note


def _weights(network: nn.Module) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def _sheet(pictures: Tensor) -> bytes:
    return jpeg(to_uint8((pictures[:SHOWN] + 1) / 2), SHOWN)
