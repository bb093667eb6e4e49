"""The contract that every family keeps: what the training loop, the tabs and the tests may ask of it."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.config import Config, knobs
from genmodels.model import Model
from genmodels.reasons import KnownError


class Learner(ABC):
    """Everything that training needs beside the mathematics: optimizers, averages, fixed noise, the step itself.

    model: what a tab or a checkpoint needs; it is saved, restored and sampled, nothing else is.
    networks: what is trained, by name ({"generator": ..., "critic": ...}).
    optimizers: by the same names.
    steps: how often `step` was called, counted by `step` itself.
    """

    model: Model
    networks: dict[str, nn.Module]
    optimizers: dict[str, torch.optim.Optimizer]

    def __init__(self, config: Config):
        self.config = config
        self.steps = 0

    @abstractmethod
    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Trains on one batch and returns detached 0-d tensors: nothing here waits for the device."""

    @abstractmethod
    def preview(self) -> Tensor:
        """(N, C, H, W) in [0, 1]: what the model makes of inputs that stay the same for the whole run."""

    def set_knob(self, name: str, value: object) -> None:
        """Turns a live knob between two steps; raises UserError for one that is fixed once training has begun."""
        field = knobs(self.config).get(name)
        if field is None or not field.metadata["live"]:
            live = [knob for knob, other in knobs(self.config).items() if other.metadata["live"]]
            raise KnownError("fixed", name=name, known=", ".join(live))
        self.config = self.config.replace(**{name: value})
        self.knobs_changed()

    def knobs_changed(self) -> None:
        """Carries the configuration over to whatever keeps a copy of it: an optimizer's learning rate, mostly."""

    def finish(self, batches: Iterator[Batch]) -> None:
        """The last touch before `model` is published; may draw as many batches as it needs. Most need none."""

    def to(self, device: torch.device) -> "Learner":
        """Moves networks and fixed inputs. Call it before the first step: optimizers hold references."""
        for value in [self.model, *self.networks.values()]:
            value.to(device)
        for name, value in vars(self).items():
            if isinstance(value, Tensor):
                setattr(self, name, value.to(device))
        return self

    def state_dict(self) -> dict:
        """All that a run needs to go on as if it had never stopped, RNG and data order apart."""
        return {
            "config": self.config.to_dict(),
            "steps": self.steps,
            "model": self.model.state_dict(),
            "networks": {name: network.state_dict() for name, network in self.networks.items()},
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            "tensors": {name: value for name, value in vars(self).items() if isinstance(value, Tensor)},
        }

    def load_state_dict(self, state: dict) -> None:
        self.config = self.config.from_dict(state["config"])
        self.steps = state["steps"]
        self.model.load_state_dict(state["model"])
        for name, network in self.networks.items():
            network.load_state_dict(state["networks"][name])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(copy.deepcopy(state["optimizers"][name]))  # torch would share the tensors
        for name, value in state["tensors"].items():
            getattr(self, name).copy_(value)
        self.knobs_changed()

    def parameters(self) -> dict[str, int]:
        """Trainable numbers of each network."""
        return {name: sum(p.numel() for p in net.parameters()) for name, net in self.networks.items()}
