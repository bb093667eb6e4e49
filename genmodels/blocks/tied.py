"""The autoencoder of one hidden layer with tied weights, which families that differ in their loss alone share.

code = sigmoid(W x + b),  picture = sigmoid(W^T code + c).  Row j of W is the filter of hidden unit j: what it looks for
in a picture, and what it paints into one. The weights are tied (the decoder's are the encoder's, transposed) because a
penalty on the encoder would otherwise come for nothing: an encoder 1000 times as weak before a decoder 1000 times as
strong rebuilds as well.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.config import Config, knob
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, to_uint8

EXAMPLES, FILTERS, COLUMNS = 8, 60, 12  # held-out pictures and filters that are shown, filters in a row


class TiedLayer(nn.Module):
    """Rows (N, inputs) in [0, 1]; codes (N, units) in (0, 1).

    scale: of the weights at the beginning; 1 is what Glorot and Bengio (2010) give sigmoid units of a deep network.
    """

    def __init__(self, inputs: int, units: int, scale: float = 1.0):
        super().__init__()
        bound = scale * 4 * math.sqrt(6 / (inputs + units))
        self.weight = nn.Parameter(torch.empty(units, inputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(units))
        self.back_bias = nn.Parameter(torch.zeros(inputs))

    def encode(self, rows: Tensor) -> Tensor:
        """(N, inputs) -> (N, units)."""
        return F.linear(rows, self.weight, self.bias).sigmoid()

    def decode(self, codes: Tensor) -> Tensor:
        """(N, units) -> logits (N, inputs): before the sigmoid, for that is what the loss wants."""
        return F.linear(codes, self.weight.T, self.back_bias)


def reconstruction_loss(logits: Tensor, rows: Tensor) -> Tensor:
    """Cross-entropy of rows (N, D) in [0, 1] and what is made of them, in nats a row."""
    return F.binary_cross_entropy_with_logits(logits, rows, reduction="sum") / len(rows)


def contraction(layer: TiedLayer, codes: Tensor) -> Tensor:
    """||J||^2_F, J the derivatives of the codes (N, units) by the rows that they are of, (N,).

    dh_j / dx_i = h_j (1 - h_j) W_ji, for the units are sigmoids.
    """
    return (codes * (1 - codes)).square() @ layer.weight.square().sum(1)


def filter_pictures(filters: Tensor) -> Pictures:
    """The first filters (H, C, H, W) as pictures: grey is 0, and the largest weight of each black or white."""
    count = min(FILTERS, len(filters))
    columns = min(COLUMNS, count)
    shown = filters[: count // columns * columns]
    scale = shown.abs().amax((1, 2, 3), keepdim=True).clamp_min(1e-12)
    return Pictures(to_uint8(0.5 + 0.5 * shown / scale), columns)


@dataclass(frozen=True, kw_only=True)
class TiedConfig(Config):
    """The knobs that every family of this shape has; a family adds those of its loss."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128)
    width: int = knob(500, "hidden units, which are the numbers of a code", low=1, high=4096)
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)

    @property
    def latents(self) -> int:
        return self.width


class TiedAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes (N, L) in (0, 1)."""

    def __init__(self, config: TiedConfig):
        super().__init__(config)
        # small: a pixel that is black in all pictures keeps the weight that it began with, and filters stay noisy
        self.layer = TiedLayer(math.prod(self.picture), config.width, scale=0.1)

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> codes (N, L)."""
        self.want_pictures(images=images)
        return self.layer.encode(images.flatten(1))

    def decode(self, latents: Tensor) -> Tensor:
        """(N, L) -> pictures (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.layer.decode(latents).sigmoid().unflatten(1, self.picture)

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the same pictures as the model would have them."""
        return self.decode(self.encode(images))

    def filters(self) -> Tensor:
        """What each hidden unit looks for, (L, C, H, W) without bounds."""
        return self.layer.weight.unflatten(1, self.picture)


class TiedLearner(Learner):
    """One Adam over the one layer. A family adds its `step`, and what it shows beside the filters."""

    HELD = EXAMPLES

    def __init__(self, config: TiedConfig, model: type[TiedAutoencoder]):
        super().__init__(config)
        self.model = model(config)
        self.networks = {"autoencoder": self.model}
        self.optimizers = {"autoencoder": adam(self.model.parameters(), config.learning_rate)}

    def descend(self, loss: Tensor) -> None:
        optimizer = self.optimizers["autoencoder"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The first filters, and held-out pictures above their reconstructions."""
        shown: dict[str, Shown] = {"filters": filter_pictures(self.model.filters())}
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            pairs = torch.cat([images, self.model.reconstruct(images)])
            shown["reconstructions"] = Pictures(to_uint8(pairs), columns=len(images))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["autoencoder"].param_groups[0]["lr"] = self.config.learning_rate
