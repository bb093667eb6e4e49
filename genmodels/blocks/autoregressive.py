"""What every model shares that writes a picture pixel by pixel: grey levels, nats, the sampler, the training step.

p(x) = prod_i p(x_i | x_1 ... x_{i-1}), from the top left corner row by row. Each pixel has one of so many grey levels,
and its distribution is a softmax over them: the likelihood is exact, and a sum over pixels.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.layers import Average
from genmodels.config import Config, knob
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam, channels_last
from genmodels.shown import Pictures, Shown, to_uint8

SHOWN, EXAMPLES = 16, 8  # pictures that a preview draws, and held-out ones of which it shows the surprise
SURPRISED = 3.0  # nats that are shown as white
REACH = 3  # how far the first kernel sees, in pixels
STEEPEST = 1.0  # norm of a step's gradient, per pixel: a recurrent network now and then has a much larger one


@dataclass(frozen=True, kw_only=True)
class AutoregressiveConfig(Config):
    """The knobs of every model that writes pixel by pixel."""

    channels: int = knob(1, "colour channels of the pictures: these are grey", low=1, high=1)
    size: int = knob(28, "height and width of the pictures", low=2, high=64)
    levels: int = knob(2, "grey levels of a pixel; of two, grey pixels are drawn as black or white", low=2, high=16)
    width: int = knob(32, "channels of a layer", low=2, high=256)
    learning_rate: float = knob(2e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)


class Writer(ABC):
    """Keeps what a network found at the pixels so far, and finds of the next one no more than that one's own."""

    @abstractmethod
    def row(self, row: int) -> None:
        """All rows above are written."""

    @abstractmethod
    def pixel(self, row: int, column: int) -> Tensor:
        """And all pixels to the left: the next one's logits (N, levels)."""


class Autoregressive(Model):
    """Pictures (N, 1, H, W) in [0, 1] whose pixels have one of `levels` values."""

    @abstractmethod
    def forward(self, seen: Tensor) -> Tensor:
        """What `seen` returns -> logits (N, levels, H, W), each of the pixels before it alone."""

    @abstractmethod
    def writer(self, written: Tensor) -> "Writer":
        """What computes one pixel after the other.

        written: (N, 4, H + 2 REACH, W + 2 REACH), what `seen` returns with a margin; pixels are written into it.
        """

    def seen(self, images: Tensor) -> Tensor:
        """(N, 1, H, W) -> (N, 4, H, W): the grey in [-1, 1], and 1, row and column, which tell the edge from black."""
        line = torch.linspace(-1, 1, self.config.size, device=images.device)
        places = torch.stack(
            [
                torch.ones_like(line).expand(len(line), -1),
                line[:, None].expand(-1, len(line)),
                line.expand(len(line), -1),
            ]
        )
        return torch.cat([2 * images - 1, places.expand(len(images), -1, -1, -1)], 1)

    def nearest(self, images: Tensor) -> Tensor:
        """Grey pictures, each pixel as the nearest of the levels."""
        self.want_pictures(images=images)
        return images.mul(self.config.levels - 1).round() / (self.config.levels - 1)

    def leveled(self, images: Tensor) -> Tensor:
        """Grey pictures as this model learns them: drawn as black or white, or the nearest of more levels."""
        self.want_pictures(images=images)
        return torch.bernoulli(images) if self.config.levels == 2 else self.nearest(images)

    def logits(self, images: Tensor) -> Tensor:
        """(N, 1, H, W) -> (N, levels, H, W)."""
        self.want_pictures(images=images)
        return self(self.seen(images))

    def nats(self, images: Tensor) -> Tensor:
        """-log p of each pixel given those before it, (N, 1, H, W) -> (N, H, W): its surprise.

        Raises ValueError for a grey that is none of the levels: a likelihood of it would mean nothing.
        """
        levels = images[:, 0] * (self.config.levels - 1)
        if not torch.allclose(levels, levels.round(), atol=1e-4):
            raise ValueError(f"the likelihood is that of pictures with {self.config.levels} levels; use leveled()")
        return F.cross_entropy(self.logits(images), levels.round().long(), reduction="none")

    def probabilities(self, images: Tensor, temperature: float = 1.0) -> Tensor:
        """(N, 1, H, W) -> (N, levels, H, W)."""
        return (self.logits(images) / temperature).softmax(1)

    @torch.inference_mode(False)
    @torch.enable_grad()
    def sight(self, images: Tensor, place: int) -> Tensor:
        """How much each pixel of a picture moves the logits of one, in reading order; (1, 1, H, W) -> (1, 1, H, W).

        Of all levels the one that moves most counts. What is out of sight is 0.
        """
        images = images.clone().requires_grad_(True)
        with torch.backends.cudnn.flags(enabled=False):  # whose LSTM goes back only in training
            logits = self.logits(images).flatten(2)[0, :, place].log_softmax(0)
        pulls = [torch.autograd.grad(level, images, retain_graph=True)[0] for level in logits]
        return torch.stack(pulls).abs().amax(0)

    @torch.no_grad()
    def sample(self, chance: Tensor, images: Tensor | None = None, start: int = 0, temperature: float = 1.0) -> Tensor:
        """Writes the pixels from `start` on, in reading order; (N, H, W) in [0, 1) -> (N, 1, H, W).

        chance: what each pixel is drawn by, the same picture for the same numbers.
        images: (N, 1, H, W), of which the pixels before `start` stay. Only what the newest pixel changes is computed.
        temperature: above 1 bolder, below 1 more cautious; 0 always takes the most probable level.
        """
        size, device = self.config.size, chance.device
        images = torch.zeros(len(chance), 1, size, size, device=device) if images is None else images.clone()
        self.want_pictures(images=images)
        written = F.pad(self.seen(images), (REACH,) * 4)
        writer = self.writer(written)
        for row in range(size):
            writer.row(row)
            for column in range(size):
                logits = writer.pixel(row, column)
                if row * size + column >= start:
                    drawn = decided(logits, chance[:, row, column], temperature) / (self.config.levels - 1)
                    images[:, 0, row, column] = drawn
                    written[:, 0, row + REACH, column + REACH] = 2 * drawn - 1
        return images


def decided(logits: Tensor, chance: Tensor, temperature: float) -> Tensor:
    """The level that each number in [0, 1) draws, (N, levels) and (N,) -> (N,) float."""
    if temperature == 0:
        return logits.argmax(1).float()
    below = (logits / temperature).softmax(1).cumsum(1)[:, :-1]
    return (chance[:, None] >= below).sum(1).float()


class AutoregressiveLearner(Learner):
    """Maximum likelihood by one Adam; the published model is the moving average of the weights."""

    HELD = EXAMPLES

    def __init__(self, config: AutoregressiveConfig, network: Autoregressive):
        super().__init__(config)
        network = channels_last(network)
        self.networks = {"network": network}
        self.optimizers = {"network": adam(network.parameters(), config.learning_rate, (0.9, 0.99))}
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.chance = torch.rand(SHOWN, config.size, config.size)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, optimizer = self.networks["network"], self.optimizers["network"]
        images = network.leveled(batch.images)
        nats = network.nats(images)
        optimizer.zero_grad()
        nats.mean().backward()
        norm = nn.utils.clip_grad_norm_(network.parameters(), STEEPEST)
        optimizer.step()
        self.average.update(network)
        return {"nll": nats.detach().flatten(1).sum(1).mean(), "gradient": norm.detach()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Pictures that it writes; held-out ones, and below each how much every pixel surprised it."""
        shown = {"samples": Pictures(to_uint8(self.model.sample(self.chance)))}
        if self.held is not None:
            images = self.model.nearest(self.held.images)
            nats = self.model.nats(images)[:, None]
            both = torch.cat([images, nats / SURPRISED])
            shown["surprise"] = Pictures(to_uint8(both), columns=len(images))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["network"].param_groups[0]["lr"] = self.config.learning_rate
