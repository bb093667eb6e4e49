"""Stacked autoencoder: layers that learn one after the other without labels, then all together with them.

Papers: Vincent et al., "Stacked Denoising Autoencoders", JMLR 11 (2010); the plain kind, noise "none": Bengio, Lamblin,
Popovici and Larochelle, "Greedy Layer-Wise Training of Deep Networks", NIPS 2006.
Objective, layer after layer:  minimise  H(c, decode(encode(dirty(c)))),  c the clean codes of the layers below, which
no longer move; the noise is at the layer's own input alone. Then the encoders with a softmax on top minimise the
cross-entropy of the labels.
The papers gain most where labels are few. Here pre-training takes a seventh off the error with 100 labels, a fifth with
1,000 (python -m bench.pretraining); with all 60,000 nothing: 1.14 % and 1.18 % are wrong (bench/FIGURES.md).

Deviations from the papers:
1. Adam in place of gradient descent: a third of the epochs.
2. Fine-tuning silences units (dropout, Srivastava et al. 2014): 60,000 digits are few for so many weights.
3. What is kept is a moving average of the weights. When the labels come, it begins anew, as Adam does.
"""

import itertools
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.corruption import NOISES, corrupted
from genmodels.blocks.layers import Average
from genmodels.blocks.tied import EXAMPLES, TiedLayer, filter_pictures, reconstruction_loss
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, to_uint8


@dataclass(frozen=True, kw_only=True)
class StackedAutoencoderConfig(Config):
    """The knobs of a stacked autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128)
    classes: int = knob(10, "number of classes", low=2, high=1000)
    layers: int = knob(3, "hidden layers", low=1, high=8)
    width: int = knob(600, "units of each hidden layer", low=1, high=4096)
    layer_steps: int = knob(2500, "steps of each layer before the next; with 0 no layer is pre-trained", low=0)
    noise: str = knob("masking", "what makes the input of a layer dirty", choices=NOISES, live=True)
    strength: float = knob(
        0.25,
        "share of the numbers that are hit; of Gaussian noise, its standard deviation",
        low=0.0,
        high=1.0,
        live=True,
    )
    dropout: float = knob(0.3, "share of hidden units silenced in fine-tuning", low=0.0, high=0.9, live=True)
    input_dropout: float = knob(0.2, "the same of pixels", low=0.0, high=0.9, live=True)
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)


class StackedAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes (N, width) in (0, 1); probabilities (N, classes)."""

    def __init__(self, config: StackedAutoencoderConfig):
        super().__init__(config)
        sizes = [math.prod(self.picture), *[config.width] * config.layers]
        self.layers = nn.ModuleList(TiedLayer(*pair) for pair in itertools.pairwise(sizes))
        self.head = nn.Linear(config.width, config.classes)

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the codes of the highest layer (N, width)."""
        self.want_pictures(images=images)
        return self.up(images.flatten(1), len(self.layers))

    def forward(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> class logits (N, classes)."""
        return self.head(self.encode(images))

    def predict(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the probability of each class (N, classes)."""
        return self(images).softmax(1)

    def reconstruct(self, images: Tensor, depth: int) -> Tensor:
        """(N, C, H, W) -> the same pictures out of the codes of the layer at that depth, 1 for the lowest."""
        self.want_pictures(images=images)
        rows = self.up(images.flatten(1), depth)
        for layer in reversed(self.layers[:depth]):
            rows = layer.decode(rows).sigmoid()
        return rows.unflatten(1, self.picture)

    def filters(self) -> Tensor:
        """What each unit of the first layer looks for, (width, C, H, W) without bounds."""
        return self.layers[0].weight.unflatten(1, self.picture)

    def up(self, rows: Tensor, depth: int) -> Tensor:
        """Pixels (N, D) -> codes of the layer at that depth; of none, the pixels."""
        for layer in self.layers[:depth]:
            rows = layer.encode(rows)
        return rows


class StackedAutoencoderLearner(Learner):
    """One Adam for all: a layer that no gradient reaches stands still to the bit."""

    HELD = EXAMPLES

    def __init__(self, config: StackedAutoencoderConfig):
        super().__init__(config)
        network = StackedAutoencoder(config)
        self.networks = {"stack": network}
        self.optimizers = {"stack": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network

    @property
    def trained(self) -> int:
        """How many layers have had their steps; once it is all of them, the labels come."""
        config = self.config
        return min(self.steps // config.layer_steps, config.layers) if config.layer_steps else config.layers

    def step(self, batch: Batch) -> dict[str, Tensor]:
        rows, below = batch.images.flatten(1), self.trained
        if below < self.config.layers:
            loss, told = self.layer_loss(rows, below)
        else:
            if self.steps == self.config.layers * self.config.layer_steps:
                self.optimizers["stack"].state.clear()  # it knows the gradients of another loss
                self.average.updates = 0  # and this the weights before the labels
            loss, told = self.label_loss(rows, batch.labels)
        self.steps += 1
        optimizer = self.optimizers["stack"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.average.update(self.networks["stack"])
        return told

    def layer_loss(self, rows: Tensor, below: int) -> tuple[Tensor, dict[str, Tensor]]:
        """Of the layer above so many trained ones: its own input made dirty, to be given back clean."""
        network = self.networks["stack"]
        with torch.no_grad():
            clean = network.up(rows, below)
        layer = network.layers[below]
        logits = layer.decode(layer.encode(corrupted(clean, self.config.noise, self.config.strength)))
        return reconstruction_loss(logits, clean), {"mse": (logits.detach().sigmoid() - clean).square().mean()}

    def label_loss(self, rows: Tensor, labels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Of all layers and the softmax on top."""
        network = self.networks["stack"]
        rows = F.dropout(rows, self.config.input_dropout)
        for layer in network.layers:
            rows = F.dropout(layer.encode(rows), self.config.dropout)
        logits = network.head(rows)
        loss = F.cross_entropy(logits, labels)
        return loss, {"loss": loss.detach(), "accuracy": (logits.argmax(1) == labels).float().mean()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Filters of the first layer, and held-out pictures above what comes back through the layers begun so far."""
        shown: dict[str, Shown] = {"filters": filter_pictures(self.model.filters())}
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            depth = min(self.trained + 1, self.config.layers)
            pairs = torch.cat([images, self.model.reconstruct(images, depth)])
            shown["reconstructions"] = Pictures(to_uint8(pairs), columns=len(images))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["stack"].param_groups[0]["lr"] = self.config.learning_rate


FAMILY = Family(
    name="stacked-autoencoder",
    title="Stacked autoencoder",
    paper="https://www.jmlr.org/papers/v11/vincent10a.html",
    summary="Its layers learn one after the other without labels, then together with them.",
    chapter="autoencoders",
    task="image-classification",
    data=("mnist", "fashion", "digits", "cifar10"),
    objective=Objective("accuracy", rises=True),
    headline=(("test_error", "test error {:.2%}"),),
    evaluate=("error",),
    config=StackedAutoencoderConfig,
    model=StackedAutoencoder,
    learner=StackedAutoencoderLearner,
)
