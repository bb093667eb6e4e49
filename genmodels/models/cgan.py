"""Conditional GAN: both players are told the label, so that the visitor may choose it.

Paper: Mirza and Osindero, arXiv:1411.1784, with the convolutional networks of DCGAN (arXiv:1511.06434).
Objective: min_G max_D  E[log D(x | y)] + E[log(1 - D(G(z | y) | y))]; the step is in blocks/minimax.py.
The label is a vector: one-hot for classes (mixtures are allowed when generating), one 0 or 1 for each binary attribute.
The generator gets it beside the latent, the discriminator as constant class maps beside the picture; or, by projection
(Miyato and Koyama, arXiv:1802.05637), it has an opinion of its own for each label, and the label says which one counts.

With `mismatched`, the discriminator is also shown real pictures under a label that is not theirs, and is to call them
false (Reed et al., arXiv:1605.05396): it can then not pass over the label.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.condition import another, condition_vector, pure
from genmodels.blocks.convolutional import (
    DISCRIMINATORS,
    GENERATORS,
    Discriminator,
    Generator,
    plan_for,
)
from genmodels.blocks.minimax import AdversarialConfig, MinimaxLearner, discriminator_loss, relative
from genmodels.config import knob
from genmodels.family import Family, Objective
from genmodels.model import Model
from genmodels.runtime import channels_last


@dataclass(frozen=True, kw_only=True)
class CGANConfig(AdversarialConfig):
    classes: int = knob(10, "length of the label vector: classes, or binary attributes", low=1, high=1000)
    labels: str = knob("classes", "what the label vector holds", choices=("classes", "attributes"))
    width: int = knob(32, "channels next to the picture in the generator (ngf)", low=4, high=256)
    d_width: int = knob(32, "channels next to the picture in the discriminator (ndf)", low=4, high=256)
    told: str = knob("maps", "how the discriminator is told the label", choices=("maps", "projection"))
    mismatched: float = knob(0.0, "weight of real pictures under a wrong label", low=0.0, high=10.0, live=True)


class CGAN(Model):
    """The generator of p(x | y)."""

    def __init__(self, config: CGANConfig):
        super().__init__(config)
        plan = plan_for(GENERATORS, "doubling", config.size)
        self.generator = Generator(plan, config.latents + config.classes, config.channels, config.width)

    def forward(self, latents: Tensor, condition: Tensor) -> Tensor:
        """(N, L) and (N, K) -> (N, C, H, W) in [-1, 1], as the discriminator sees pictures."""
        return self.generator(latents, condition)

    def generate(self, latents: Tensor, condition: Tensor) -> Tensor:
        """(N, L), drawn from N(0, 1), and labels (N, K) -> (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        self.want_condition(condition, len(latents))
        return self.made(latents, condition)

    def made(self, latents: Tensor, condition: Tensor) -> Tensor:
        """What `generate` makes of input that is as it should be."""
        return self.generator(latents, condition).add(1).div_(2)


class CGANLearner(MinimaxLearner):
    def __init__(self, config: CGANConfig):
        plan = plan_for(DISCRIMINATORS, "doubling", config.size)
        maps, projected = (config.classes, 0) if config.told == "maps" else (0, config.classes)
        discriminator = Discriminator(plan, config.channels + maps, config.d_width, projected=projected)
        # classes have a column each, where so many can be told apart
        columns = config.classes if config.labels == "classes" and config.classes <= 32 else 8
        super().__init__(config, channels_last(CGAN(config)), channels_last(discriminator), _shown(config), columns)

    def condition(self, batch: Batch) -> tuple[Tensor]:
        return (condition_vector(batch.labels, self.config.classes),)

    def besides(self, real: Tensor, condition: tuple[Tensor], told: Tensor) -> Tensor | float:
        alone = self.config.classes == 1 and self.config.labels == "classes"  # there is no wrong label
        if alone or not self.config.mismatched:
            return 0.0
        wrong = self.answer("discriminator", real, another(*condition, self.config.labels))
        loss = discriminator_loss(*relative(told, wrong)) if self.compares else F.softplus(wrong).mean()
        return self.config.mismatched * loss


def _shown(config: CGANConfig) -> Tensor:
    """(64, K): the labels of the preview, one after the other; for attributes every combination in turn."""
    places = torch.arange(64)
    return pure(places % config.classes if config.labels == "classes" else places, config.classes, config.labels)


FAMILY = Family(
    name="cgan",
    title="Conditional GAN",
    paper="https://arxiv.org/abs/1411.1784",
    summary="Forger and expert both know the label: choose the class, get its pictures.",
    chapter="adversarial",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba"),
    objective=Objective("d_g_z2", rises=True),
    headline=(("accuracy", "judge agrees with {:.1%}"), ("coverage", "coverage {:.2f}")),
    evaluate=("classes",),
    config=CGANConfig,
    model=CGAN,
    learner=CGANLearner,
)
