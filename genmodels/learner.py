"""The contract that every family keeps: what the training loop, the tabs and the tests may ask of it."""

import copy
import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import torch
from huggingface_hub import PyTorchModelHubMixin, hf_hub_download
from torch import Tensor, nn

from genmodels import cards
from genmodels.cards import Card
from genmodels.config import Config, knobs
from genmodels.reasons import CheckpointError, KnownError


class Batch(NamedTuple):
    """What a learner's step receives.

    images: (N, C, H, W) float32 in [0, 1].
    labels: (N,) int64 classes, (N, A) float32 binary attributes, or None where the data have none.
    sketches: (N, C, H, W) float32 in [0, 1], the drawing that belongs to each image; None for unpaired data.
    """

    images: Tensor
    labels: Tensor | None = None
    sketches: Tensor | None = None


class Model(nn.Module, PyTorchModelHubMixin, library_name="genmodels", license="mit", tags=["genmodels"]):
    """What a tab or a checkpoint needs of a family: a network made from its configuration.

    The Hub's mix-in gives it `from_pretrained`, `save_pretrained` and `push_to_hub`, which read and write the folder
    that cards.py describes. card, source, reason: where the weights are from, once loaded (see checkpoints.load);
    repository: "owner/repo@commit" if from the Hub; folder: where on this machine, never to be shown to a visitor.
    """

    card: Card | None = None
    source: str = ""
    reason: str = ""
    repository: str = ""
    folder: Path | None = None

    def __init__(self, config: Config):
        super().__init__()
        self.config = config

    @classmethod
    def restored(cls, config: Config, folder: Path, card: Card) -> Self:
        """The model with the folder's weights; raises UserError where they are altered or do not fit."""
        weights = cards.read_weights(folder, card)
        with torch.device("meta"):  # takes no memory, however large a network a stranger's card describes
            described = cls(config).state_dict()
        shapes, found = ({key: value.shape for key, value in each.items()} for each in (described, weights))
        if shapes != found:
            raise CheckpointError("no_fit", name=card.name, card=cards.CARD, weights=cards.WEIGHTS)
        model = cls(config)
        model.load_state_dict(weights)
        model.card, model.folder = card, folder
        return model

    def _save_pretrained(self, save_directory: Path) -> None:
        """Writes weights and card; a model that never had a card gets one with its name, family and knobs."""
        family = type(self).__module__.rpartition(".")[2].replace("_", "-")  # each family is in the file of its name
        card = self.card or Card(name=save_directory.name, family=family, config={})
        cards.save(save_directory, self, dataclasses.replace(card, config=self.config.to_dict(), revision=""))

    @classmethod
    def _from_pretrained(
        cls, *, model_id: str, config: Config | None = None, map_location: str = "cpu", **options
    ) -> Self:
        """The mix-in's own would skip the hash, and read a pickle where there is no safetensors file."""
        folder = Path(model_id)
        if not folder.is_dir():
            folder = Path(hf_hub_download(model_id, cards.WEIGHTS, **options)).parent
        card = cards.read_card(folder, called=model_id)
        return cls.restored(config, folder, card).to(map_location).eval()


class Learner(ABC):
    """Everything that training needs beside the mathematics: optimizers, averages, fixed noise, the step itself.

    model: what a tab or a checkpoint needs; it is saved, restored and sampled, nothing else is.
    networks: what is trained, by name ({"generator": ..., "critic": ...}).
    optimizers: by the same names.
    steps: how often `step` was called, counted by `step` itself.
    average: the moving average that `model` is (see blocks/layers.py), where it is one.
    """

    model: Model
    networks: dict[str, nn.Module]
    optimizers: dict[str, torch.optim.Optimizer]
    average: Any = None

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
            "averaged": self.average.updates if self.average else 0,
            "model": self.model.state_dict(),
            "networks": {name: network.state_dict() for name, network in self.networks.items()},
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            "tensors": {name: value for name, value in vars(self).items() if isinstance(value, Tensor)},
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
        self.knobs_changed()

    def go_on_from(self, steps: int, averaged: int | None = None) -> None:
        """Counts on from so many steps.  averaged: updates of the average, as many as steps where nobody counted."""
        self.steps = steps
        if self.average:
            self.average.updates = steps if averaged is None else averaged

    def parameters(self) -> dict[str, int]:
        """Trainable numbers of each network."""
        return {name: sum(p.numel() for p in net.parameters()) for name, net in self.networks.items()}


@dataclass(frozen=True)
class Family:
    """One entry of the catalog: what a family is called, where it comes from, and its three classes."""

    name: str
    title: str
    paper: str
    summary: str
    config: type[Config]
    model: type[Model]
    learner: Callable[[Config], Learner]
