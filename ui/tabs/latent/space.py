"""A latent space in units that a page can show: a VAE's as it is, an autoencoder's centred, in units of its spread.

A VAE's prior says where codes lie. An autoencoder is told nothing: its codes may lie anywhere, any distance apart, and
where that is, only those of test pictures tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.cards import Card
from genmodels.config import Config
from ui.serving import checked, infer

CLASSES = 10


@dataclass(frozen=True)
class Space:
    """plain: whether there is no prior.  centre: (L,).  evaluation: what was kept of test pictures, in its units."""

    network: nn.Module
    plain: bool
    centre: Tensor
    scale: float
    evaluation: dict[str, Tensor]

    @property
    def config(self) -> Config:
        return self.network.config

    @property
    def card(self) -> Card:
        return self.network.card

    def parameters(self) -> Iterator[nn.Parameter]:
        return self.network.parameters()

    def decode(self, latents: Tensor, *condition: Tensor) -> Tensor:
        return self.network.decode(latents * self.scale + self.centre if self.plain else latents, *condition)

    def code(self, images: Tensor) -> Tensor:
        """Where a plain autoencoder puts pictures, (N, L), as far out as a page can go at most."""
        codes = (self.network.encode(images) - self.centre) / self.scale
        return codes.clamp(-checked.FARTHEST, checked.FARTHEST)


@infer.once
def space(network: nn.Module) -> Space:
    """The space of a model that is loaded."""
    found, device = checkpoints.evaluation_of(network), checked.device(network)
    plain, nought = not hasattr(network, "elbo"), torch.zeros(network.config.latents)
    if not plain:
        return Space(network, plain, nought.to(device), 1.0, found)
    codes, labels = found.get("test_codes"), found.get("test_labels", torch.zeros(0))
    if codes is None or codes.shape != (len(codes), len(nought)) or not len(codes) or not codes.isfinite().all():
        return Space(network, plain, nought.to(device), 1.0, {})
    centre = codes.mean(0)
    scale = (codes - centre).std().clamp_min(1e-6).item()
    means = (codes - centre) / scale
    told = {"test_means": means}
    if len(labels) == len(means) and labels.unique().tolist() == list(range(CLASSES)):
        classes = torch.stack([means[labels == label].mean(0) for label in range(CLASSES)])
        told |= {"test_labels": labels, "class_means": classes}
    return Space(network, plain, centre.to(device), scale, told)
