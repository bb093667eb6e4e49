"""WGAN: the critic scores instead of judging, and the difference of its scores is a distance that falls as G learns.

Papers: Arjovsky et al., "Wasserstein GAN", arXiv:1701.07875 (weight clipping); Gulrajani et al., arXiv:1704.00028
(gradient penalty). Objective: min_G max_C  E[C(x)] - E[C(G(z))]  over critics whose slope is at most 1. Clipping keeps
every weight in a small box, which also makes the critic too simple; the penalty asks for slope 1 on lines between real
and fake:
penalty_weight * E[(|grad C(x_hat)| - 1)^2].

Deviations from the papers:
1. Clipping, too, is trained by Adam, where its paper warns of momentum and takes RMSProp; with beta1 = 0, the default,
   Adam is RMSProp but for the correction of its first steps.
2. The generator learns from the noise of the critic's last step, where the papers draw anew.
3. What is kept is a moving average of the generator's weights: smoother pictures, a little behind.
4. Some of the latents may choose among beginnings (`choices`): a digit does not flow into the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.convolutional import (
    DISCRIMINATORS,
    GENERATORS,
    PLANS,
    Discriminator,
    Generator,
    plan_for,
)
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import SEEN, seen_in_plane
from genmodels.blocks.players import GameLearner, GameWatch, opinions
from genmodels.blocks.points import PointGenerator, PointJudge
from genmodels.config import Config, knob
from genmodels.data.plane import POINT, SHAPES
from genmodels.family import Family, Objective
from genmodels.model import Model
from genmodels.runtime import PRECISIONS, adam, channels_last
from genmodels.shown import Pictures, Shown, to_uint8
from genmodels.watched import gradient_norm

FORMER = {"d_width": "critic_width", "d_learning_rate": "critic_learning_rate"}


@dataclass(frozen=True, kw_only=True)
class WGANConfig(Config):
    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128)
    latents: int = knob(64, "dimensions of the generator's noise", low=1, high=1024)
    plan: str = knob("doubling", "sizes on the way: doubling 7-14-28, or the notes' 3-6-13-28", choices=PLANS)
    width: int = knob(32, "channels next to the picture in the generator (ngf)", low=4, high=256)
    critic_width: int = knob(32, "channels next to the picture in the critic (ndf)", low=4, high=256)
    lipschitz: str = knob("penalty", "what bounds the critic's slope", choices=("penalty", "clipping"), live=True)
    penalty_weight: float = knob(10.0, "weight of the gradient penalty (lambda)", low=0.0, high=1e6, live=True)
    clip: float = knob(0.01, "bound of every critic weight when clipping", low=1e-6, high=10.0, live=True)
    n_critic: int = knob(5, "critic steps for each generator step", low=1, high=100, live=True)
    g_learning_rate: float = knob(1e-4, "the generator's step size", low=0.0, high=1e9, live=True)
    critic_learning_rate: float = knob(1e-4, "the critic's step size", low=0.0, high=1e9, live=True)
    beta1: float = knob(0.0, "Adam's memory of the gradient", low=0.0, high=0.999)
    beta2: float = knob(0.9, "Adam's memory of the squared gradient", low=0.0, high=0.99999)
    players: str = knob("both", "who trains", choices=("both", "critic", "generator"), live=True)
    average: float = knob(0.999, "memory of the moving average of the generator", low=0.0, high=0.99999)
    precision: str = knob("float32", "numbers of the forward pass", choices=PRECISIONS)
    choices: int = knob(0, "so many of the latents choose one of as many beginnings", low=0, high=1024)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Also of cards that people took home when the critic's knobs were named like a discriminator's."""
        known = {FORMER[name]: value for name, value in values.items() if name in FORMER}
        known |= {name: value for name, value in values.items() if name not in FORMER}
        return super().from_dict(known | {"players": "critic"} if known.get("players") == "discriminator" else known)


class WGAN(Model):
    """The generator, as in dcgan.py."""

    def __init__(self, config: WGANConfig):
        super().__init__(config)
        if config.size == 1:
            self.generator = PointGenerator(config.latents, config.channels, config.width)
            return
        plan = plan_for(GENERATORS, config.plan, config.size)
        self.generator = Generator(plan, config.latents, config.channels, config.width, choices=config.choices)

    def forward(self, latents: Tensor) -> Tensor:
        """(N, L) -> (N, C, H, W) in [-1, 1], as the critic sees pictures."""
        return self.generator(latents)

    def generate(self, latents: Tensor) -> Tensor:
        """(N, L), drawn from N(0, 1) -> (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.made(latents)

    def made(self, latents: Tensor) -> Tensor:
        """What `generate` makes of input that is as it should be."""
        return self.generator(latents).add(1).div_(2)


def gradient_penalty(critic: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
    """E[(|grad C(x_hat)| - 1)^2] at a random point x_hat on the line between each real and fake picture, 0-d."""
    place = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = torch.lerp(real, fake, place).requires_grad_(True)
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


def critic_for(config: WGANConfig) -> nn.Module:
    if config.size == 1:
        return PointJudge(config.channels, config.critic_width)
    plan = plan_for(DISCRIMINATORS, config.plan, config.size)
    # no batch norm: the penalty is defined for each example by itself
    return Discriminator(plan, config.channels, config.critic_width, batch_norm=False)


class WGANLearner(GameLearner):
    """A step trains the critic; every n_critic-th step trains the generator too. Alone, a player steps each time."""

    def __init__(self, config: WGANConfig):
        super().__init__(config)
        generator = channels_last(WGAN(config))
        critic = channels_last(critic_for(config))
        self.networks = {"generator": generator, "critic": critic}
        betas = (config.beta1, config.beta2)
        self.optimizers = {
            "generator": adam(generator.parameters(), config.g_learning_rate, betas),
            "critic": adam(critic.parameters(), config.critic_learning_rate, betas),
        }
        self.average = Average(generator, config.average)
        self.model = self.average.network
        self.HELD = SEEN if self.model.picture == POINT else 0  # points are looked at beside the data
        self.noise = torch.randn(self.HELD or 64, config.latents)

    def pace(self) -> int:
        return self.config.n_critic

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        real = batch.images * 2 - 1
        noise = torch.randn(len(real), self.config.latents, device=real.device)
        players, metrics = self.playing(), {}
        with torch.no_grad():
            fake = self.answer("generator", noise)
        if players != "generator":
            metrics |= self.update_critic(real, fake)
        if players == "generator" or (players == "both" and self.steps % self.pace() == 0):
            metrics |= self.update_generator(noise)
        return metrics

    def update_critic(self, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        """A step up  E[C(x)] - E[C(G(z))],  the estimate of the Wasserstein distance."""
        critic, optimizer = self.networks["critic"], self.optimizers["critic"]
        real_scores, fake_scores = self.answer("critic", real), self.answer("critic", fake)
        distance = real_scores.mean() - fake_scores.mean()
        loss = -distance
        metrics = {"wasserstein": distance.detach()}
        if self.config.lipschitz == "penalty":
            penalty = gradient_penalty(partial(self.answer, "critic"), real, fake)
            loss = loss + self.config.penalty_weight * penalty
            metrics["penalty"] = penalty.detach()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if self.config.lipschitz == "clipping":
            with torch.no_grad():
                for weight in critic.parameters():
                    weight.clamp_(-self.config.clip, self.config.clip)
        return metrics | {"critic_loss": loss.detach()}

    def update_generator(self, noise: Tensor) -> dict[str, Tensor]:
        """A step down  -E[C(G(z))]."""
        generator, optimizer = self.networks["generator"], self.optimizers["generator"]
        critic = self.networks["critic"].requires_grad_(False)  # only the way through it is needed
        loss = -self.answer("critic", self.answer("generator", noise)).mean()
        optimizer.zero_grad()
        loss.backward()
        critic.requires_grad_(True)
        norm = gradient_norm(generator)
        optimizer.step()
        self.average.update(generator)
        return {"g_loss": loss.detach(), "g_gradient": norm}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Samples of the average, and the critic's score of each; of points, the plane that they lie in."""
        if self.model.picture == POINT:
            return seen_in_plane(self.model, self.networks["critic"], self.noise, self.held and self.held.points)
        images = self.model.generate(self.noise)
        scores = opinions(self.networks["critic"], images, relative=True)
        return {"samples": Pictures(to_uint8(images), values=scores, relative=True)}

    def watched(self) -> GameWatch:
        return GameWatch(self.networks, relative=True)

    def knobs_changed(self) -> None:
        self.optimizers["generator"].param_groups[0]["lr"] = self.config.g_learning_rate
        self.optimizers["critic"].param_groups[0]["lr"] = self.config.critic_learning_rate


FAMILY = Family(
    name="wgan-gp",
    title="WGAN-GP",
    paper="https://arxiv.org/abs/1704.00028",
    summary="A critic measures the distance between real and generated; its curve tells how far training is.",
    chapter="adversarial",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("wasserstein", rises=True),
    headline=(("frechet_distance", "Fréchet distance {:.0f}"), ("ratio_to_notes", "{:.0%} of the plain recipe's")),
    evaluate=("distance",),
    config=WGANConfig,
    model=WGAN,
    learner=WGANLearner,
)
