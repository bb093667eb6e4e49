"""EBGAN: the discriminator is an autoencoder, and its reconstruction error an energy: low on data, high elsewhere.

Paper: Zhao, Mathieu and LeCun, "Energy-based Generative Adversarial Network", arXiv:1609.03126.  With
E(x) = |x - decode(encode(x))|^2, summed over the pixels, and m a margin in the same units:
1. The discriminator minimises  E[E(x)] + E[max(0, m - E(G(z)))]:  it digs where data are, and lifts each fake picture
   by itself until that is at the margin; from there on a fake teaches it nothing.
2. The generator minimises  E[E(G(z))] + w * PT,  through the picture and through its reconstruction.
PT, the pulling-away term, is the mean squared cosine between the codes of two pictures of a batch: 1 where all codes
lie on one line, 0 where each two are at right angles. It holds fakes apart, and is none of the discriminator's concern.

Deviations from the paper:
1. The energy is the squared error, as in the paper's experiments, and not its root, of pictures in [0, 1].
2. No batch norm in the discriminator: the energy of a picture depends on that picture alone.
3. The generator learns from the noise of the discriminator's last step, where the paper draws anew.
4. What is kept is a moving average of both networks' weights.
5. Some of the latents may choose among beginnings (`choices`): a digit does not flow into the next one.
6. A picture descends along the smoothed gradient and stays within [0, 1]; the paper descends no energy.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.convolutional import GENERATORS, PLANS, Generator, ToPicture, plan_for
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import SEEN, over_plane
from genmodels.blocks.players import GameWatch, opinions
from genmodels.blocks.points import PointGenerator
from genmodels.blocks.side_by_side import perceptron
from genmodels.blocks.slices import HIGH, LOW, through
from genmodels.config import Config, knob
from genmodels.data.plane import POINT, SHAPES
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam, channels_last
from genmodels.shown import Field, Pictures, Shown, to_float32, to_uint8
from genmodels.watched import gradient_norm

SIDE = 24  # points along the preview's slice


@dataclass(frozen=True, kw_only=True)
class EBGANConfig(Config):
    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128)
    latents: int = knob(64, "dimensions of the generator's noise", low=1, high=1024)
    plan: str = knob("doubling", "sizes on the way: doubling 7-14-28, or the notes' 3-6-13-28", choices=PLANS)
    width: int = knob(32, "channels next to the picture in the generator (ngf)", low=4, high=256)
    d_width: int = knob(32, "channels next to the picture in the discriminator (ndf)", low=4, high=256)
    code: int = knob(32, "numbers of the discriminator's code", low=1, high=1024)
    margin: float = knob(40.0, "energy up to which fake pictures are lifted (m)", low=0.0, high=1e6, live=True)
    pulling_away: float = knob(5.0, "weight of the pulling-away term", low=0.0, high=1e6, live=True)
    g_learning_rate: float = knob(1e-3, "the generator's step size", low=0.0, high=1e9, live=True)
    d_learning_rate: float = knob(1e-3, "the discriminator's step size", low=0.0, high=1e9, live=True)
    beta1: float = knob(0.5, "Adam's memory of the gradient", low=0.0, high=0.999)
    beta2: float = knob(0.999, "Adam's memory of the squared gradient", low=0.0, high=0.99999)
    players: str = knob("both", "who trains", choices=("both", "discriminator", "generator"), live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)
    choices: int = knob(0, "so many of the latents choose one of as many beginnings", low=0, high=1024)


class Discriminator(nn.Module):
    """An autoencoder of pictures (N, C, H, W) in [-1, 1] that answers with their energies (N,)."""

    def __init__(self, config: EBGANConfig):
        super().__init__()
        width, side = config.d_width, config.size // 4
        if config.size == 1:
            made = perceptron(config.code, width, width, config.channels)
            self.encoder = nn.Sequential(nn.Flatten(), *perceptron(config.channels, width, width, config.code))
            self.decoder = nn.Sequential(*made, nn.Tanh(), nn.Unflatten(1, (config.channels, 1, 1)))
            return
        self.encoder = nn.Sequential(
            nn.Conv2d(config.channels, width, 4, 2, 1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, 2, 1),  # 14 -> 7
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(2 * width * side**2, config.code),
        )
        self.decoder = nn.Sequential(
            nn.Linear(config.code, 2 * width * side**2),
            nn.ReLU(),
            nn.Unflatten(1, (2 * width, side, side)),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1),  # 7 -> 14
            nn.ReLU(),
            ToPicture(width, config.channels, 4, 2, 1),  # 14 -> 28
            nn.Tanh(),
        )

    def forward(self, images: Tensor, codes: Tensor | None = None) -> Tensor:
        """codes: what the encoder makes of the pictures, where that is known already."""
        reconstruction = self.decoder(self.encoder(images) if codes is None else codes)
        return ((images - reconstruction) / 2).square().flatten(1).sum(1)  # halves: of pictures in [0, 1]


class EBGAN(Model):
    """The generator, as in dcgan.py, and the autoencoder whose error is the energy. Pictures (N, C, H, W) in [0, 1]."""

    def __init__(self, config: EBGANConfig):
        super().__init__(config)
        if config.size == 1:
            self.generator: nn.Module = PointGenerator(config.latents, config.channels, config.width)
        else:
            plan = plan_for(GENERATORS, config.plan, config.size)
            self.generator = Generator(plan, config.latents, config.channels, config.width, choices=config.choices)
        self.discriminator = Discriminator(config)

    def generate(self, latents: Tensor) -> Tensor:
        """(N, L), drawn from N(0, 1) -> pictures."""
        self.want_latents(latents)
        return self.made(latents)

    def made(self, latents: Tensor) -> Tensor:
        """What `generate` makes of input that is as it should be."""
        return self.generator(latents).add(1).div_(2)

    def reconstruct(self, images: Tensor) -> Tensor:
        """Pictures -> what the autoencoder makes of them."""
        self.want_pictures(images=images)
        return self.discriminator.decoder(self.discriminator.encoder(images * 2 - 1)).add(1).div_(2)

    def energy(self, images: Tensor) -> Tensor:
        """Pictures -> (N,) the squared error of each, summed over its pixels."""
        self.want_pictures(images=images)
        return self.discriminator(images * 2 - 1)

    def contrast(self, images: Tensor) -> Tensor:
        """As many pictures of the generator: what is lifted while these are pushed down."""
        self.want_pictures(images=images)
        return self.generate(torch.randn(len(images), self.config.latents, device=images.device))

    @torch.inference_mode(False)
    def descend(self, images: Tensor, rate: float) -> Tensor:
        """Pictures -> the same a step further down the energy, within [0, 1].

        The step follows the gradient smoothed by (1, 2, 1) both ways, which still leads down and paints no grain.
        Pixels that are black or white already, and would be more so, are left out before and after: smoothed with the
        others they could lead up.
        """
        self.want_pictures(images=images)
        images = images.detach().clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(self.energy(images).sum(), images)
        stays = torch.where(slope > 0, images <= 0, images >= 1)
        line = slope.new_tensor([0.25, 0.5, 0.25])
        kernel = torch.outer(line, line).expand(slope.shape[1], 1, 3, 3)
        smooth = F.conv2d(slope.masked_fill(stays, 0), kernel, padding=1, groups=len(kernel)).masked_fill(stays, 0)
        return (images - rate * smooth).clamp(0, 1).detach()


def discriminator_loss(real: Tensor, fake: Tensor, margin: float) -> Tensor:
    """E[E(x)] + E[max(0, m - E(G(z)))] from energies (N,): the hinge is each picture's own."""
    return real.mean() + F.relu(margin - fake).mean()


def pulling_away_term(codes: Tensor) -> Tensor:
    """The mean squared cosine of two different codes (N, K) of a batch, 0-d in [0, 1]; 0 for one code alone."""
    count = len(codes)
    if count == 1:
        return codes.sum() * 0
    directions = F.normalize(codes, eps=1e-8)
    return ((directions @ directions.T).square().sum() - directions.square().sum(1).square().sum()) / (count**2 - count)


class EBGANLearner(Learner):
    """A step digs and lifts once, and lets the generator roll down once; the model is the average of both networks."""

    HELD = 2

    def __init__(self, config: EBGANConfig):
        super().__init__(config)
        network = channels_last(EBGAN(config))
        self.network = network
        self.networks = {"generator": network.generator, "discriminator": network.discriminator}
        betas = (config.beta1, config.beta2)
        self.optimizers = {
            "generator": adam(network.generator.parameters(), config.g_learning_rate, betas),
            "discriminator": adam(network.discriminator.parameters(), config.d_learning_rate, betas),
        }
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.HELD = SEEN if network.picture == POINT else type(self).HELD
        self.noise = torch.randn(SEEN if network.picture == POINT else 64, config.latents)

    def phase(self) -> Hashable:
        return ""

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        real = batch.images * 2 - 1
        fake = self.networks["generator"](torch.randn(len(real), self.config.latents, device=real.device))
        metrics = {}
        if self.config.players != "generator":
            metrics |= self.update_discriminator(real, fake.detach())
        if self.config.players != "discriminator":
            metrics |= self.update_generator(fake)
        self.average.update(self.network)
        return metrics

    def update_discriminator(self, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        """A step that lowers the energy of data, and lifts that of fakes below the margin."""
        discriminator, optimizer = self.networks["discriminator"], self.optimizers["discriminator"]
        real_energy, fake_energy = discriminator(real), discriminator(fake)
        loss = discriminator_loss(real_energy, fake_energy, self.config.margin)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {
            "d_loss": loss.detach(),
            "energy_real": real_energy.detach().mean(),
            "energy_fake": fake_energy.detach().mean(),
            "gap": (fake_energy - real_energy).detach().mean(),
            "margin": torch.full_like(loss.detach(), self.config.margin),
            "beyond": (fake_energy.detach() >= self.config.margin).float().mean(),
        }

    def update_generator(self, fake: Tensor) -> dict[str, Tensor]:
        """A step that lowers the energy of fakes and turns their codes away from each other."""
        generator, optimizer = self.networks["generator"], self.optimizers["generator"]
        discriminator = self.networks["discriminator"].requires_grad_(False)  # only the way through it is needed
        codes = discriminator.encoder(fake)
        away = pulling_away_term(codes)
        loss = discriminator(fake, codes).mean() + self.config.pulling_away * away
        optimizer.zero_grad()
        loss.backward()
        discriminator.requires_grad_(True)
        norm = gradient_norm(generator)
        optimizer.step()
        return {"g_loss": loss.detach(), "pulling_away": away.detach(), "g_gradient": norm}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Samples of the average with their energies; a slice through two held-out pictures and the first sample.
        Of points the plane in which they lie."""
        images = self.model.generate(self.noise)
        if self.model.picture == POINT:
            return over_plane(self.model.energy, images, self.held and self.held.points)
        energies = opinions(self.model.discriminator, images, relative=True)
        shown: dict[str, Shown] = {"samples": Pictures(to_uint8(images), values=energies, relative=True)}
        if self.held is not None:
            corners = torch.cat([self.held.images[[0, -1]], images[:1]])
            found = self.model.energy(through(corners, SIDE)).view(SIDE, SIDE)
            shown["slice"] = Field(to_float32(found), (LOW, HIGH, LOW, HIGH))
            shown["corners"] = Pictures(to_uint8(corners), columns=3)
        return shown

    def watched(self) -> GameWatch:
        return GameWatch(self.networks, relative=True)

    def knobs_changed(self) -> None:
        self.optimizers["generator"].param_groups[0]["lr"] = self.config.g_learning_rate
        self.optimizers["discriminator"].param_groups[0]["lr"] = self.config.d_learning_rate


FAMILY = Family(
    name="ebgan",
    title="EBGAN",
    paper="https://arxiv.org/abs/1609.03126",
    summary="The discriminator is an autoencoder: what it rebuilds badly has a high energy, and fakes roll down.",
    chapter="adversarial",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("gap", rises=True),
    headline=(
        ("frechet_distance", "Fréchet distance {:.0f}"),
        ("auroc_fashion", "AUROC {:.4f} against clothes"),
    ),
    evaluate=("distance", "coverage", "energy"),
    config=EBGANConfig,
    model=EBGAN,
    learner=EBGANLearner,
)
