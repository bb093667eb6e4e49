"""The first GAN: two multilayer perceptrons, one that draws and one that doubts.

Paper: Goodfellow et al., "Generative Adversarial Networks", arXiv:1406.2661.
Objective: min_G max_D  E[log D(x)] + E[log(1 - D(G(z)))]; the step itself is in blocks/minimax.py. Batch norm in the
generator is not the paper's (it came a year later) but the lectures': without it most runs collapse.
"""

import math
from dataclasses import dataclass

from torch import Tensor, nn

from genmodels.blocks.minimax import AdversarialConfig, MinimaxLearner
from genmodels.blocks.points import PointGenerator, PointJudge
from genmodels.config import knob
from genmodels.data.plane import SHAPES
from genmodels.family import Family, Objective
from genmodels.model import Model


@dataclass(frozen=True, kw_only=True)
class GANConfig(AdversarialConfig):
    width: int = knob(128, "units of the generator's first layer; each further one has twice as many", low=8, high=512)
    batch_norm: bool = knob(True, "batch normalisation in the generator of pictures")


class GAN(Model):
    """The generator: (N, latents) -> linear, batch norm, ReLU, four times -> pictures."""

    def __init__(self, config: GANConfig):
        super().__init__(config)
        if config.size == 1:
            self.layers = PointGenerator(config.latents, config.channels, config.width)
            return
        shape = (config.channels, config.size, config.size)
        layers, inputs = [], config.latents
        for units in (config.width * 2**power for power in range(4)):
            layers += [nn.Linear(inputs, units)]
            layers += [nn.BatchNorm1d(units)] if config.batch_norm else []
            layers += [nn.ReLU(inplace=True)]
            inputs = units
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, math.prod(shape)), nn.Tanh(), nn.Unflatten(1, shape))

    def forward(self, latents: Tensor) -> Tensor:
        """(N, L) -> (N, C, H, W) in [-1, 1], as the discriminator sees pictures."""
        return self.layers(latents)

    def generate(self, latents: Tensor) -> Tensor:
        """(N, L), drawn from N(0, 1) -> (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self(latents).add(1).div_(2)


class Discriminator(nn.Module):
    """(N, C, H, W) in [-1, 1] -> logits (N,): linear layers 784 -> 512 -> 256 -> 128 -> 1 with LeakyReLU(0.2)."""

    def __init__(self, config: GANConfig):
        super().__init__()
        if config.size == 1:
            self.layers = PointJudge(config.channels, 2 * config.width)  # which has to tell apart what G only makes
            return
        layers, inputs = [nn.Flatten()], config.channels * config.size**2
        for units in (4 * config.width, 2 * config.width, config.width):
            layers += [nn.Linear(inputs, units), nn.LeakyReLU(0.2, inplace=True)]
            inputs = units
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, 1), nn.Flatten(0))

    def forward(self, images: Tensor) -> Tensor:
        return self.layers(images)


class GANLearner(MinimaxLearner):
    def __init__(self, config: GANConfig):
        super().__init__(config, GAN(config), Discriminator(config))


FAMILY = Family(
    name="gan",
    title="Vanilla GAN",
    paper="https://arxiv.org/abs/1406.2661",
    summary="Two multilayer perceptrons play the game of forger and expert.",
    chapter="adversarial",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("d_g_z2", rises=True),
    headline=(("frechet_distance", "Fréchet distance {:.0f}"), ("ratio_to_notes", "{:.0%} of the plain recipe's")),
    evaluate=("distance",),
    config=GANConfig,
    model=GAN,
    learner=GANLearner,
)
