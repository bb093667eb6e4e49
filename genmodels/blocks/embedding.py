"""What SimCLR, MoCo and PIRL share: an encoder, a head on it, the unit sphere, the views, and how they are shown.

A contrastive embedding pulls two views of one picture together and pushes those of others away. The three differ in
where the others come from: the batch itself, a queue of the batches before, a bank of all pictures.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.residual import ResNet18
from genmodels.blocks.views import Viewing, view
from genmodels.config import Config, knob
from genmodels.family import Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import PRECISIONS, channels_last
from genmodels.shown import Pictures, Points, Shown, to_float32, to_uint8

SHOWN = 96  # held-out pictures on the ring
VIEWED = 16  # of them, whose two views are shown
ENTRY = {  # what all three say of themselves in the catalog
    "chapter": "contrast",
    "task": "image-feature-extraction",
    "data": ("fashion", "mnist", "digits", "cifar10"),
    "objective": Objective("certain", rises=True),
    "headline": (("linear_accuracy", "linear probe {:.1%}"), ("knn_accuracy", "nearest neighbours {:.1%}")),
    "evaluate": ("probes",),
}


class Standardised(nn.Conv2d):
    """A 3x3 convolution of filters with mean 0 and a length that keeps the variance (Brock et al., arXiv:2102.06171).

    It stands where batch norm would: by that an embedding would know of its batch-mates, among which its partner is.
    """

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__(inputs, outputs, 3, stride, padding=1)
        self.gain = nn.Parameter(torch.ones(outputs, 1, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        deviation, mean = torch.var_mean(self.weight, (1, 2, 3), keepdim=True)
        scale = 1.7 * self.gain * (deviation * self.weight[0].numel() + 1e-4).rsqrt()  # 1.7: what ReLU takes away
        return F.conv2d(x, (self.weight - mean) * scale, self.bias, self.stride, self.padding)


class Encoder(nn.Module):
    """(N, C, H, W) in [0, 1], of any size from 8 -> features (N, 4 width (grid^2 + 1)).

    Of each channel its mean in each of grid x grid parts of the picture, and its largest.
    """

    def __init__(self, channels: int, width: int, grid: int):
        super().__init__()
        sizes = [(channels, width, 2), (width, 2 * width, 1), (2 * width, 4 * width, 2), (4 * width, 4 * width, 1)]
        self.layers = nn.Sequential(*(part for size in sizes for part in (Standardised(*size), nn.ReLU())))
        self.grid, self.features = grid, 4 * width * (grid**2 + 1)

    def forward(self, images: Tensor) -> Tensor:
        found = self.layers(images * 2 - 1)
        return torch.cat([F.adaptive_avg_pool2d(found, self.grid).flatten(1), found.amax((2, 3))], 1)


ENCODERS = {"small": Encoder, "resnet18": ResNet18}


@dataclass(frozen=True, kw_only=True)
class EmbeddingConfig(Config):
    """The knobs of every contrastive embedding."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=12, high=64)
    width: int = knob(32, "channels of the first convolution", low=2, high=128)
    dimensions: int = knob(64, "of the sphere on which pictures lie; 2 is a ring", low=2, high=1024)
    temperature: float = knob(0.2, "how much nearer than others is near enough (tau)", low=0.01, high=10.0, live=True)
    learning_rate: float = knob(2e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    crop: float = knob(0.3, "least share of a picture that a view keeps", low=0.05, high=1.0, live=True)
    mirror: bool = knob(True, "views are mirrored half of the time", live=True)
    shade: float = knob(0.6, "how far a view's greys are bent", low=0.0, high=1.0, live=True)
    erase: float = knob(0.0, "side of the square that a view lacks", low=0.0, high=0.9, live=True)
    colour: float = knob(0.0, "how far a view's colours are turned and strengthened or weakened", low=0.0, high=1.0)
    grey: float = knob(0.0, "share of the views without colour", low=0.0, high=1.0)
    encoder: str = knob("small", "four convolutions, or the residual network of 18 layers", choices=tuple(ENCODERS))
    grid: int = knob(1, "parts of the picture along each side of which features are told apart", low=1, high=4)
    precision: str = knob("auto", "numbers of the forward pass", choices=PRECISIONS)

    @property
    def viewing(self) -> Viewing:
        return Viewing(self.crop, self.mirror, self.shade, self.erase, self.colour, self.grey)


class Head(nn.Sequential):
    """(N, F) -> (N, D), two layers; what it throws away (colour, which way up) stays in the features below it."""

    def __init__(self, features: int, hidden: int, dimensions: int):
        super().__init__(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, dimensions))


class Embedding(Model):
    """Pictures (N, C, H, W) in [0, 1] -> features (N, F), and unit vectors (N, dimensions)."""

    def __init__(self, config: EmbeddingConfig):
        super().__init__(config)
        self.encoder = ENCODERS[config.encoder](config.channels, config.width, config.grid)
        self.head = Head(self.encoder.features, 8 * config.width, config.dimensions)

    def encode(self, images: Tensor) -> Tensor:
        """The features, which are of use to others: what a probe reads."""
        self.want_pictures(images=images)
        return self.encoder(images)

    def embed(self, images: Tensor) -> Tensor:
        """The places on the sphere, where likeness is a cosine."""
        self.want_pictures(images=images)
        return self(images)

    def forward(self, images: Tensor) -> Tensor:
        return F.normalize(self.head(self.encoder(images)).float())


class EmbeddingLearner(Learner):
    """What the three learners share: `model`, its optimizer, and the ring."""

    HELD = SHOWN

    def __init__(self, config: EmbeddingConfig, model: Embedding):
        super().__init__(config)
        self.model = channels_last(model)

    @torch.no_grad()
    def begin(self, whole: Iterable[Batch]) -> None:
        """Untrained, all pictures lie in nearly one place; here they begin all over the sphere, with mean 0 and
        deviation 1 in each coordinate before they are normalised (Salimans and Kingma, arXiv:1602.07868). In the papers
        batch norm in the head does the like.
        """
        last, images = self.model.head[-1], next(iter(whole)).images
        deviation, mean = torch.std_mean(self.model.head(self.model.encoder(images)), 0)
        scale = 1 / deviation.clamp_min(1e-6)
        last.weight *= scale[:, None]
        last.bias.copy_((last.bias - mean) * scale)

    def views(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Two of each picture."""
        return tuple(view(images, self.config.viewing) for _ in range(2))

    def knobs_changed(self) -> None:
        for optimizer in self.optimizers.values():
            optimizer.param_groups[0]["lr"] = self.config.learning_rate

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Held-out pictures and two views of some; where all of them lie, and where two views of each do.

        In more than two dimensions places are the first two coordinates: a shadow of the sphere.
        """
        images = self.held_images()[:SHOWN]
        chance = torch.Generator().manual_seed(0)  # the same views in every frame
        first, second = (view(images, self.config.viewing, chance) for _ in range(2))
        places = [self.model(each)[:, :2] for each in (images, first, second)]
        viewed = torch.cat([each[:VIEWED] for each in (images, first, second)])
        shown: dict[str, Shown] = {"views": Pictures(to_uint8(viewed), min(VIEWED, len(images)), real=True)}
        names = ("ring", "ring_first", "ring_second")
        labels = None if self.held is None or self.held.labels is None else to_float32(self.held.labels).astype("uint8")
        for name, each in zip(names, places, strict=True):
            shown[name] = Points(to_float32(each), None if labels is None else labels[:SHOWN])
        return shown

    def held_images(self) -> Tensor:
        """Those that the preview was given, or one grey picture."""
        if self.held is not None:
            return self.held.images
        return torch.full((1, *self.model.picture), 0.5, device=next(self.model.parameters()).device)


@torch.no_grad()
def told(logits: Tensor, right: Tensor | int, places: Tensor) -> dict[str, Tensor]:
    """What every step reports beside its loss.

    logits: (N, K) of the candidates of each view, at `right` its partner.  places: (M, D) on the sphere.
    found: how often the partner is nearest.  certain: the probability that is given to it.
    spread: 0 where everything lies in one point, 1 where places cancel out.
    """
    right = torch.as_tensor(right, device=logits.device).expand(len(logits))
    return {
        "found": (logits.argmax(1) == right).float().mean(),
        "certain": logits.softmax(1).gather(1, right[:, None]).mean(),
        "spread": 1 - places.mean(0).square().sum(),
    }
