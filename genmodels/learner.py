"""The contract that every family keeps: what the training loop, the tabs and the tests may ask of it."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.config import Config, knobs
from genmodels.model import Model
from genmodels.reasons import KnownError
from genmodels.shown import Shown
from genmodels.watched import Watch


class Learner(ABC):
    """Everything that training needs beside the mathematics: optimizers, averages, fixed noise, the step itself.

    model: what a tab or a checkpoint needs; it is saved, restored and sampled, nothing else is.
    networks: what is trained, by name ({"generator": ..., "critic": ...}).
    optimizers: by the same names.
    steps: how often `step` was called, counted by `step` itself.
    average: the moving average that `model` is (see blocks/layers.py), where it is one.
    HELD: how many held-out examples the preview wants.  held: those that it was given; no part of the state.
    ALONE: whether it changes weights by more than its optimizers do, or learns from what it once took from a batch (a
        dead unit's new beginning, a label that was missing): several processes, each with its share, would drift apart.
    """

    HELD: int = 0
    ALONE: bool = False

    model: Model
    networks: dict[str, nn.Module]
    optimizers: dict[str, torch.optim.Optimizer]
    average: Any = None

    def __init__(self, config: Config):
        self.config = config
        self.steps = 0
        self.held: Batch | None = None

    @abstractmethod
    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Trains on one batch and returns detached 0-d tensors: nothing here waits for the device."""

    def phase(self) -> Hashable:
        """Of which kind the next step is: two of a kind launch the same kernels (see genmodels/recorded.py).

        None where a step may not be recorded: where the host looks at what the device has computed, draws a random
        number, or gives an attribute of the learner another value. Then it is taken as it stands.
        """
        return None

    @abstractmethod
    def preview(self) -> dict[str, Shown]:
        """What the model makes of inputs that stay the same for the whole run, by name; the first tells most.

        The same for the same state. Looking draws no random number and changes no buffer and no gradient.
        """

    def look_at(self, held: Batch) -> None:
        """Gives the preview held-out examples; a preview without them shows less."""
        self.held = held

    def begin(self, whole: Iterable[Batch]) -> None:
        """The first look, before the first step: all training examples once. Most need none; a resumed run had it."""

    def watched(self) -> Watch:
        """Watches the next step in slow motion; close it after that step."""
        return Watch(self.networks)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to learn: true of what is solved rather than trained, once it is."""
        return False

    def set_knob(self, name: str, value: object) -> None:
        """Turns a live knob between two steps; raises UserError for one that is fixed once training has begun."""
        field = knobs(self.config).get(name)
        if field is None or not field.metadata["live"]:
            live = [knob for knob, other in knobs(self.config).items() if other.metadata["live"]]
            raise KnownError("fixed", name=name, known=", ".join(live) or "none")
        self.config = self.config.replace(**{name: value})
        self.knobs_changed()

    def hear(self, name: str, value: object) -> None:
        """Takes a word of whoever watches between two steps: a label, a prior drawn by hand. Most hear none.

        What was heard is part of the state. Raises UserError for a word that this learner does not know.
        """
        raise KnownError("unheard", name=name)

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
        if self.held is not None:
            self.look_at(self.held.to(device))
        return self

    def state_dict(self) -> dict:
        """All that a run needs to go on as if it had never stopped, RNG and data order apart."""
        return {
            "config": self.config.to_dict(),
            "steps": self.steps,
            "averaged": self.average.updates if self.average else 0,
            "model": self.model.state_dict(),
            "networks": {name: network.state_dict() for name, network in self.networks.items()},
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            "tensors": {name: value for name, value in vars(self).items() if isinstance(value, Tensor)},
            "extra": self.extra_state(),
        }

    def load_state_dict(self, state: dict) -> None:
        self.config = self.config.from_dict(state["config"])
        self.go_on_from(state["steps"], state.get("averaged"))
        self.model.load_state_dict(state["model"])
        for name, network in self.networks.items():
            network.load_state_dict(state["networks"][name])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(copy.deepcopy(state["optimizers"][name]))  # torch would share the tensors
        for name, value in state["tensors"].items():
            getattr(self, name).copy_(value)
        self.set_extra_state(state.get("extra", {}))
        self.knobs_changed()

    def go_on_from(self, steps: int, averaged: int | None = None) -> None:
        """Counts on from so many steps.  averaged: updates of the average, as many as steps where nobody counted."""
        self.steps = steps
        if self.average:
            self.average.updates = steps if averaged is None else averaged

    def extra_state(self) -> dict:
        """What belongs to the state beside tensors whose shape never changes: plain values and tensors."""
        return {}

    def set_extra_state(self, state: dict) -> None:
        """Takes up what `extra_state` returned."""

    def parameters(self) -> dict[str, int]:
        """Trainable numbers of each network."""
        return {name: sum(p.numel() for p in net.parameters()) for name, net in self.networks.items()}
