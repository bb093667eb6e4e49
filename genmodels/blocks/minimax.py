"""The two-player game of Goodfellow et al. (arXiv:1406.2661), algorithm 1, shared by the families that play it.

The discriminator maximises  E[log D(x)] + E[log(1 - D(G(z)))].  The generator minimises the second term
("saturating": its gradient vanishes where D is sure) or maximises E[log D(G(z))] ("non-saturating": same fixed point,
strong gradient). "Relativistic" (Jolicoeur-Martineau, arXiv:1807.00734, its average form) lets D tell whether a picture
looks more real than the other kind does on average: each logit has the mean logit of the other kind taken off. The
generator then follows both terms, as it moves what real pictures are compared with.

Deviations from algorithm 1:
1. The generator learns from the noise that the discriminator has just learned from, where the paper draws anew: one
   pass through the generator instead of two, and "D(G(z)) after" is about the same pictures as before.
2. Adam (DCGAN's choice) in place of momentum.
3. What is kept is a moving average of the generator's weights: smoother pictures, a little behind.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import SEEN, seen_in_plane
from genmodels.blocks.players import GameLearner, GameWatch, opinions
from genmodels.config import Config, knob
from genmodels.data.plane import POINT
from genmodels.runtime import PRECISIONS, adam
from genmodels.shown import Pictures, Shown, to_uint8
from genmodels.watched import gradient_norm

LOSSES = ("non-saturating", "saturating", "relativistic")


def relative(real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """Logits (N,) of both kinds -> how far each lies above the mean of the other kind, (N,) and (N,)."""
    return real - fake.mean(), fake - real.mean()


def discriminator_loss(real: Tensor, fake: Tensor, smoothing: float = 0.0) -> Tensor:
    """-E[log D(x)] - E[log(1 - D(G(z)))] from logits (N,); smoothing lowers the target of real ones (Salimans 2016)."""
    return F.binary_cross_entropy_with_logits(real, torch.full_like(real, 1 - smoothing)) + F.softplus(fake).mean()


def generator_loss(fake: Tensor, kind: str, real: Tensor | None = None) -> Tensor:
    """From logits (N,): E[log(1 - D(G(z)))] as it stands ("saturating"), or -E[log D(G(z))] ("non-saturating").

    "relativistic" needs the logits of real pictures too, both `relative`: the discriminator's loss with sides changed.
    """
    if kind == "relativistic":
        return discriminator_loss(fake, real)
    return -F.softplus(fake).mean() if kind == "saturating" else F.softplus(-fake).mean()


def squared_slope(discriminator: nn.Module, real: Tensor, *condition: Tensor) -> Tensor:
    """E[|grad D(x)|^2] of the logit at real pictures, 0-d: R1 of Mescheder et al. (arXiv:1801.04406)."""
    real = real.detach().clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(real, *condition).sum(), real, create_graph=True)
    return slope.flatten(1).square().sum(1).mean()


@dataclass(frozen=True, kw_only=True)
class AdversarialConfig(Config):
    """The knobs that every family of this game has; a family adds those of its networks."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128)
    latents: int = knob(64, "dimensions of the generator's noise", low=1, high=1024)
    loss: str = knob("non-saturating", "the loss of the game", choices=LOSSES, live=True)
    d_steps: int = knob(1, "discriminator steps for each generator step (k)", low=1, high=100, live=True)
    g_learning_rate: float = knob(2e-4, "the generator's step size", low=0.0, high=1e9, live=True)
    d_learning_rate: float = knob(2e-4, "the discriminator's step size", low=0.0, high=1e9, live=True)
    beta1: float = knob(0.5, "Adam's memory of the gradient", low=0.0, high=0.999)
    beta2: float = knob(0.999, "Adam's memory of the squared gradient", low=0.0, high=0.99999)
    smoothing: float = knob(0.0, "how far below 1 the target of real pictures is", low=0.0, high=0.5, live=True)
    r1: float = knob(0.0, "weight of the gradient penalty at real pictures (gamma)", low=0.0, high=1e6, live=True)
    players: str = knob("both", "who trains", choices=("both", "discriminator", "generator"), live=True)
    average: float = knob(0.999, "memory of the moving average of the generator", low=0.0, high=0.99999)
    precision: str = knob("float32", "numbers of the forward pass", choices=PRECISIONS)
    mirror: bool = knob(False, "learn mirrored pictures too: right for faces and clothes, wrong for digits")


class MinimaxLearner(GameLearner):
    """Algorithm 1, but for the deviations above, for any generator and discriminator.

    generator(latents, *condition) -> images in [-1, 1]; discriminator(images in [-1, 1], *condition) -> logits (N,).
    The published model is the moving average of the generator's weights.
    """

    def __init__(
        self,
        config: AdversarialConfig,
        generator: nn.Module,
        discriminator: nn.Module,
        shown: Tensor | None = None,
        columns: int = 8,
    ):
        """shown: (64, K) the conditions of the fixed preview, None for families without a condition.

        columns: of the preview, which has whole rows only.
        """
        super().__init__(config)
        self.networks = {"generator": generator, "discriminator": discriminator}
        betas = (config.beta1, config.beta2)
        self.optimizers = {
            "generator": adam(generator.parameters(), config.g_learning_rate, betas),
            "discriminator": adam(discriminator.parameters(), config.d_learning_rate, betas),
        }
        self.average = Average(generator, config.average)
        self.model = self.average.network
        self.HELD = SEEN if self.model.picture == POINT else 0  # points are looked at beside the data
        self.noise = torch.randn(self.HELD or 64, config.latents)
        self.shown, self.columns = shown, columns

    def pace(self) -> int:
        return self.config.d_steps

    def condition(self, batch: Batch) -> tuple[Tensor, ...]:
        """What both networks are told about each example: nothing here, (N, K) labels in a conditional family."""
        return ()

    def besides(self, real: Tensor, condition: tuple[Tensor, ...], told: Tensor) -> Tensor | float:
        """What else the discriminator minimises.  told: its logits (N,) of the real pictures."""
        return 0.0

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """One discriminator step; every d_steps-th time a generator step after it. Alone, a player steps each time."""
        self.steps += 1
        real, condition = batch.images * 2 - 1, self.condition(batch)
        if self.config.mirror:
            real = torch.where(torch.rand(len(real), 1, 1, 1, device=real.device) < 0.5, real.flip(3), real)
        noise = torch.randn(len(real), self.config.latents, device=real.device)
        fake = self.answer("generator", noise, *condition)
        players, metrics = self.playing(), {}
        if players != "generator":
            metrics |= self.update_discriminator(real, fake.detach(), condition)
        if players == "generator" or (players == "both" and self.steps % self.pace() == 0):
            metrics |= self.update_generator(real, fake, condition)
        return metrics

    def update_discriminator(self, real: Tensor, fake: Tensor, condition: tuple[Tensor, ...]) -> dict[str, Tensor]:
        """A step up the value of the game. D(x) and D(G(z)) are means of probabilities before the step."""
        discriminator, optimizer = self.networks["discriminator"], self.optimizers["discriminator"]
        told, fake_logits = (self.answer("discriminator", images, *condition) for images in (real, fake))
        real_logits, fake_logits = relative(told, fake_logits) if self.compares else (told, fake_logits)
        loss = discriminator_loss(real_logits, fake_logits, self.config.smoothing)
        if self.config.r1:
            loss = loss + self.config.r1 / 2 * squared_slope(discriminator, real, *condition)
        loss = loss + self.besides(real, condition, told)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {
            "d_loss": loss.detach(),
            "d_x": real_logits.detach().sigmoid().mean(),
            "d_g_z1": fake_logits.detach().sigmoid().mean(),
            "d_accuracy": torch.cat([real_logits > 0, fake_logits <= 0]).float().mean(),
        }

    def update_generator(self, real: Tensor, fake: Tensor, condition: tuple[Tensor, ...]) -> dict[str, Tensor]:
        """A step of the generator against the discriminator as it is now; D(G(z)) is measured once more."""
        generator, optimizer = self.networks["generator"], self.optimizers["generator"]
        discriminator = self.networks["discriminator"].requires_grad_(False)  # only the way through it is needed
        logits, rivals = self.answer("discriminator", fake, *condition), None
        if self.compares:
            rivals, logits = relative(self.answer("discriminator", real, *condition), logits)
        loss = generator_loss(logits, self.config.loss, rivals)
        optimizer.zero_grad()
        loss.backward()
        discriminator.requires_grad_(True)
        norm = gradient_norm(generator)
        optimizer.step()
        self.average.update(generator)
        return {"g_loss": loss.detach(), "d_g_z2": logits.detach().sigmoid().mean(), "g_gradient": norm}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Samples of the average, and what the discriminator says of each; of points, the plane that they lie in."""
        if self.model.picture == POINT:
            return seen_in_plane(self.model, self.networks["discriminator"], self.noise, self.held and self.held.points)
        seen = len(self.noise) // self.columns * self.columns
        condition = () if self.shown is None else (self.shown[:seen],)
        images = self.model.generate(self.noise[:seen], *condition)
        told = opinions(self.networks["discriminator"], images, *condition, relative=self.compares)
        return {"samples": Pictures(to_uint8(images), self.columns, told, self.compares)}

    def watched(self) -> GameWatch:
        return GameWatch(self.networks, self.compares)

    @property
    def compares(self) -> bool:
        """Whether a logit means something beside others only."""
        return self.config.loss == "relativistic"

    def knobs_changed(self) -> None:
        self.optimizers["generator"].param_groups[0]["lr"] = self.config.g_learning_rate
        self.optimizers["discriminator"].param_groups[0]["lr"] = self.config.d_learning_rate
