"""DCGAN: the game of gan.py played by convolutional networks.

Paper: Radford, Metz and Chintala, arXiv:1511.06434. Objective: that of gan.py; the step is in blocks/minimax.py.
The plan of kernels and strides follows from the pictures' size, the width of the layers is a knob.
"""

from dataclasses import dataclass

from torch import Tensor

from genmodels.blocks.convolutional import (
    DISCRIMINATORS,
    GENERATORS,
    PLANS,
    Discriminator,
    Generator,
    plan_for,
)
from genmodels.blocks.minimax import AdversarialConfig, MinimaxLearner
from genmodels.config import knob
from genmodels.family import Family, Objective
from genmodels.model import Model
from genmodels.runtime import channels_last


@dataclass(frozen=True, kw_only=True)
class DCGANConfig(AdversarialConfig):
    plan: str = knob("doubling", "sizes on the way: doubling 7-14-28, or the notes' 3-6-13-28", choices=PLANS)
    width: int = knob(32, "channels next to the picture in the generator (ngf)", low=4, high=256)
    d_width: int = knob(32, "channels next to the picture in the discriminator (ndf)", low=4, high=256)
    batch_norm: bool = knob(True, "batch normalisation in both networks")
    choices: int = knob(0, "so many of the latents choose one of as many beginnings", low=0, high=1024)


class DCGAN(Model):
    """The generator. Transposed convolutions, batch norm and ReLU; tanh at the end."""

    def __init__(self, config: DCGANConfig):
        super().__init__(config)
        plan = plan_for(GENERATORS, config.plan, config.size)
        self.generator = Generator(
            plan, config.latents, config.channels, config.width, config.batch_norm, choices=config.choices
        )

    def forward(self, latents: Tensor) -> Tensor:
        """(N, L) -> (N, C, H, W) in [-1, 1], as the discriminator sees pictures."""
        return self.generator(latents)

    def generate(self, latents: Tensor) -> Tensor:
        """(N, L), drawn from N(0, 1) -> (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.made(latents)

    def made(self, latents: Tensor) -> Tensor:
        """What `generate` makes of input that is as it should be."""
        return self.generator(latents).add(1).div_(2)


class DCGANLearner(MinimaxLearner):
    def __init__(self, config: DCGANConfig):
        plan = plan_for(DISCRIMINATORS, config.plan, config.size)
        discriminator = Discriminator(plan, config.channels, config.d_width, config.batch_norm)
        super().__init__(config, channels_last(DCGAN(config)), channels_last(discriminator))


FAMILY = Family(
    name="dcgan",
    title="DCGAN",
    paper="https://arxiv.org/abs/1511.06434",
    summary="Forger and expert as convolutional networks: the step that made GANs work.",
    chapter="adversarial",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba"),
    objective=Objective("d_g_z2", rises=True),
    headline=(("frechet_distance", "Fréchet distance {:.0f}"), ("ratio_to_notes", "{:.0%} of the plain recipe's")),
    evaluate=("distance",),
    config=DCGANConfig,
    model=DCGAN,
    learner=DCGANLearner,
)
