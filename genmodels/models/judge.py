"""The judge: a classifier of small pictures that says what a generated picture shows and gives the features for scores.

Objective: cross-entropy on slightly turned, scaled and shifted training pictures (a generator's digits are not centred
like MNIST's). Of binary attributes, which are told independently of each other, the classes are their combinations.
Judging samples by a classifier: Salimans et al., arXiv:1606.03498. It shares no layer with any generator, so that no
generator is judged by its own habits.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.condition import combination_of, combined
from genmodels.blocks.layers import Average
from genmodels.blocks.views import jittered
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.reasons import KnownError
from genmodels.runtime import adam, channels_last
from genmodels.shown import Pictures, Shown, to_uint8

FEATURES = 128
JITTER = (12, 0.12, 2)  # degrees, share of the size, pixels
MOST_ATTRIBUTES = 10  # their combinations are all counted


@dataclass(frozen=True, kw_only=True)
class JudgeConfig(Config):
    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128)
    classes: int = knob(10, "number of classes, or of binary attributes", low=1, high=1000)
    labels: str = knob("classes", "what the labels are", choices=("classes", "attributes"))
    width: int = knob(32, "channels of the first convolution", low=4, high=256)
    mirror: bool = knob(False, "train on mirrored pictures too: right for clothes, wrong for digits")
    learning_rate: float = knob(2e-3, "Adam's highest step size", low=1e-7, high=1.0, live=True)
    decay_steps: int = knob(8000, "steps over which the step size falls to zero", low=1, high=10**7)
    average: float = knob(0.995, "memory of the weights' moving average", low=0.0, high=0.99999)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.labels == "attributes" and self.classes > MOST_ATTRIBUTES:
            raise KnownError("many_attributes", count=self.classes, most=MOST_ATTRIBUTES)


class Judge(Model):
    """(N, C, H, W) in [0, 1] -> logits of the classes (N, K), or of all combinations of attributes (N, 2^K)."""

    def __init__(self, config: JudgeConfig):
        super().__init__(config)
        width, side = config.width, config.size // 4
        smaller: list[nn.Module] = []
        while side > 8:  # 64 -> 8: what is left for the linear layer is never wider than 8 pixels
            smaller += [nn.MaxPool2d(2), *_convolution(4 * width, 4 * width)]
            side //= 2
        self.trunk = nn.Sequential(
            *_convolution(config.channels, width),
            nn.MaxPool2d(2),
            *_convolution(width, 2 * width),
            *_convolution(2 * width, 2 * width),
            nn.MaxPool2d(2),
            *_convolution(2 * width, 4 * width),
            *smaller,
            nn.Flatten(),
            nn.Linear(4 * width * side**2, FEATURES),
            nn.ReLU(),
        )
        self.head = nn.Linear(FEATURES, config.classes)

    @property
    def kinds(self) -> int:
        """How many things it tells apart: classes, or combinations of attributes."""
        return self.config.classes if self.config.labels == "classes" else 2**self.config.classes

    def features(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, 128): what the Frechet distance and coverage are measured in."""
        self.want_pictures(images=images)
        return self.trunk(images)

    def read(self, features: Tensor) -> Tensor:
        """(N, 128) -> the logits."""
        logits = self.head(features)
        return logits if self.config.labels == "classes" else combined(logits)

    def forward(self, images: Tensor) -> Tensor:
        return self.read(F.dropout(self.features(images), 0.3, self.training))

    def truth(self, labels: Tensor) -> Tensor:
        """Labels as a data set has them, (N,) classes or (N, K) attributes -> (N,) numbers of the right logits."""
        return labels if labels.ndim == 1 else combination_of(labels)


def _convolution(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


class JudgeLearner(Learner):
    def __init__(self, config: JudgeConfig):
        super().__init__(config)
        network = channels_last(Judge(config))
        self.networks = {"judge": network}
        self.optimizers = {"judge": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.seen = torch.rand(64, config.channels, config.size, config.size)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, optimizer = self.networks["judge"], self.optimizers["judge"]
        images = jittered(batch.images, *JITTER, mirror=self.config.mirror)
        self.seen[: len(images)].copy_(images[: len(self.seen)])
        logits, truth = network(images), network.truth(batch.labels)
        loss = F.cross_entropy(logits, truth)
        self.knobs_changed()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.average.update(network)
        return {"loss": loss.detach(), "accuracy": (logits.argmax(1) == truth).float().mean()}

    def knobs_changed(self) -> None:
        """The step size falls along half a cosine from the knob's value to zero."""
        done = min(self.steps / self.config.decay_steps, 1.0)
        rate = self.config.learning_rate * 0.5 * (1 + math.cos(math.pi * done))
        self.optimizers["judge"].param_groups[0]["lr"] = rate

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The last batch as the network saw it, for a classifier makes no pictures; and how sure it is of each."""
        sure = self.model(self.seen).softmax(1).amax(1)
        return {"seen": Pictures(to_uint8(self.seen), values=tuple(sure.tolist()), real=True)}


FAMILY = Family(
    name="judge",
    title="Judge",
    paper="https://arxiv.org/abs/1606.03498",
    summary="A classifier that says what a generated picture shows, and how sure it is.",
    chapter="judging",
    task="image-classification",
    data=("mnist", "fashion", "digits", "cifar10", "celeba"),
    objective=Objective("accuracy", rises=True),
    headline=(("accuracy", "test accuracy {:.2%}"),),
    evaluate=("accuracy",),
    config=JudgeConfig,
    model=Judge,
    learner=JudgeLearner,
)
