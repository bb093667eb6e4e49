"""What a tab or a checkpoint needs of a family: the network, and how it is restored from a folder."""

import dataclasses
from pathlib import Path
from typing import Self

import torch
from huggingface_hub import PyTorchModelHubMixin, hf_hub_download
from torch import Tensor, nn

from genmodels import cards, wanted
from genmodels.cards import Card
from genmodels.config import Config
from genmodels.reasons import CheckpointError


class Model(nn.Module, PyTorchModelHubMixin, library_name="genmodels", license="mit", tags=["genmodels"]):
    """What a tab or a checkpoint needs of a family: a network made from its configuration.

    The Hub's mix-in gives it `from_pretrained`, `save_pretrained` and `push_to_hub`, which read and write the folder
    that cards.py describes. card, source, reason: where the weights are from, once loaded (see checkpoints.load);
    repository: "owner/repo@commit" if from the Hub; folder: where on this machine, never to be shown to a visitor.
    settled: float32 on the CPU for good, so that a check of inputs need not look at the weights.
    """

    card: Card | None = None
    source: str = ""
    reason: str = ""
    repository: str = ""
    folder: Path | None = None
    settled: bool = False

    def __init__(self, config: Config):
        super().__init__()
        self.config = config

    @property
    def picture(self) -> tuple[int, int, int]:
        """(C, H, W) of the pictures that it reads or makes."""
        return self.config.channels, self.config.size, self.config.size

    def want_pictures(self, **given: Tensor) -> None:
        """Raises UserError unless each of these is pictures (N, *self.picture) in [0, 1]; the first line of a public
        method that reads some."""
        for name, value in given.items():
            wanted.pictures(self, name, value, self.picture)

    def want_latents(self, latents: Tensor) -> None:
        """The same for latents (N, L)."""
        wanted.rows(self, "latents", latents, self.config.latents)

    def want_condition(self, condition: Tensor, count: int) -> None:
        """The same for labels as rows (count, K)."""
        wanted.rows(self, "condition", condition, self.config.classes, count)

    def want_points(self, points: Tensor) -> None:
        """The same for points of the plane (N, 2)."""
        wanted.rows(self, "points", points, 2)

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
