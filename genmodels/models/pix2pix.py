"""pix2pix: a U-Net translates a drawing into a picture; a PatchGAN says, patch by patch, whether the pair looks real.

Paper: Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks", arXiv:1611.07004.
Objective, for drawing x and picture y:
min_G max_D  E[log D(x, y)] + E[log(1 - D(x, G(x)))] + l1_weight * E[|y - G(x)|].
L1 keeps the picture where the drawing says, the adversarial term makes it crisp. The only noise is dropout in the
decoder, as in the paper; it changes little, which is the paper's own finding.

Deviations from the paper; all but the first help a short training:
1. `translate` normalises by running statistics and leaves dropout out unless asked, where the paper keeps both as in
   training: the same drawing gives the same picture, whatever is translated beside it.
2. The U-Net may learn from L1 alone before the PatchGAN joins (`l1_steps`; such a step takes half as long).
3. Its transposed convolutions start as smooth enlarging and may be kept from laying a grid over the picture (`even`).
4. The published weights are a moving average, with batch norm's statistics taken anew.
5. For flat pictures of inked lines, the U-Net may paint colour alone and say how much of the drawing's ink lies over it
   (`ink`): a line need not be carried through the whole network to come out as it went in.
6. What it paints may be held to the picture's structure (`structure`), flat where that is flat, which L1 hardly asks
   for.
7. A hand draws the drawings anew (genmodels/data/hand.py).
8. Dabs of colour may come with a drawing (`hints`), as in Zhang et al., "Real-Time User-Guided Image Colorization",
   arXiv:1705.02999. They are spread to the lines first (genmodels/blocks/dabs.py), and the U-Net says pixel by pixel
   how much of a spread colour takes the place of its own.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from genmodels import wanted
from genmodels.batch import Batch
from genmodels.blocks.convolutional import even_enlarging, small_normal
from genmodels.blocks.dabs import areas, random_dabs, spread
from genmodels.blocks.layers import Average
from genmodels.blocks.minimax import discriminator_loss, generator_loss
from genmodels.blocks.structure import ssim
from genmodels.blocks.unet import SIZE, UNet, told
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.reasons import UserError
from genmodels.runtime import PRECISIONS, adam, autocast, channels_last
from genmodels.shown import Pictures, Shown, to_uint8
from genmodels.watched import gradient_norm

SETTLING = 100  # batches from which the published U-Net's batch norm takes its statistics


@dataclass(frozen=True, kw_only=True)
class Pix2PixConfig(Config):
    width: int = knob(32, "channels of the U-Net's first block (ngf); the paper: 64", low=4, high=64)
    d_width: int = knob(32, "channels of the PatchGAN's first block (ndf); the paper: 64", low=4, high=64)
    l1_weight: float = knob(100.0, "weight of the L1 term (lambda)", low=0.0, high=1e4, live=True)
    adversarial: bool = knob(True, "train against the PatchGAN; false leaves L1 alone, for comparison", live=True)
    l1_steps: int = knob(0, "steps by L1 alone before the PatchGAN joins", low=0, high=10**9, live=True)
    jitter: int = knob(30, "pixels by which a training pair is enlarged and cropped again", low=0, high=64)
    g_learning_rate: float = knob(2e-4, "the U-Net's step size", low=0.0, high=1e9, live=True)
    d_learning_rate: float = knob(2e-4, "the PatchGAN's step size", low=0.0, high=1e9, live=True)
    even: bool = knob(False, "take out of the U-Net's enlarging what makes a grid, after every step", live=True)
    average: float = knob(
        0.999, "memory of the averaged U-Net that is kept; 0 keeps the last one", low=0.0, high=0.9999
    )
    ink: bool = knob(False, "the drawing's ink lies over what the U-Net paints, as much as it says, pixel by pixel")
    hints: bool = knob(False, "dabs of colour in a drawing tell the U-Net what colour an area has")
    structure: float = knob(
        0.0, "weight, beside L1's one, of what the picture lacks in SSIM", low=0.0, high=1e3, live=True
    )
    precision: str = knob("auto", "arithmetic of the convolutions", choices=PRECISIONS)


class PatchGAN(nn.Module):
    """Drawing and picture, (N, 3, 256, 256) in [-1, 1] each -> logits (N, 1, 30, 30), one for each 70x70 patch."""

    def __init__(self, width: int):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(6, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        for power, stride in ((0, 2), (1, 2), (2, 1)):
            before, after = width * 2**power, width * 2 ** (power + 1)
            layers += [nn.Conv2d(before, after, 4, stride, 1, bias=False), nn.BatchNorm2d(after), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, 1, 1))
        self.apply(small_normal)

    def forward(self, sketches: Tensor, pictures: Tensor) -> Tensor:
        return self.layers(torch.cat([sketches, pictures], 1))


class Pix2Pix(Model):
    """The U-Net that paints, and the PatchGAN that it learned from: people want to see what the critic sees."""

    def __init__(self, config: Pix2PixConfig):
        super().__init__(config)
        self.generator = UNet(config.width, config.ink, config.hints)
        self.critic = PatchGAN(config.d_width)

    @property
    def picture(self) -> tuple[int, int, int]:
        return 3, SIZE, SIZE

    def translate(
        self,
        sketches: Tensor,
        dropout: bool = False,
        keep: Sequence[bool] | None = None,
        hints: Tensor | None = None,
    ) -> Tensor:
        """Drawings (N, 3, 256, 256) in [0, 1] -> pictures (N, 3, 256, 256) in [0, 1]; switches as in UNet.

        hints: dabs (N, 4, 256, 256) in [0, 1], colours and where they are, for a model that was trained with them.
        """
        self.want_pictures(sketches=sketches)
        if hints is None:
            return self.made(sketches, dropout, keep)
        if not self.config.hints:
            raise UserError("this model takes no hints; leave them out, or choose one that was trained with them")
        wanted.pictures(self, "hints", hints, (4, SIZE, SIZE))
        return self.generator(told(sketches * 2 - 1, spread(sketches, hints)), dropout, keep)

    def made(self, sketches: Tensor, dropout: bool = False, keep: Sequence[bool] | None = None) -> Tensor:
        """What `translate` makes of input that is as it should be."""
        return self.generator(sketches.mul(2).sub_(1), dropout, keep)

    def realism(self, sketches: Tensor, pictures: Tensor) -> Tensor:
        """(N, 3, 256, 256) in [0, 1] each -> (N, 30, 30), the critic's probability that each 70x70 patch is real.

        Patch (i, j) is centred on pixel (8 i + 11.5, 8 j + 11.5); at the border a part of it lies outside.
        """
        self.want_pictures(sketches=sketches, pictures=pictures)
        return self.critic(sketches * 2 - 1, pictures * 2 - 1).float().sigmoid()[:, 0]


class Pix2PixLearner(Learner):
    def __init__(self, config: Pix2PixConfig):
        super().__init__(config)
        self.trained = trained = channels_last(Pix2Pix(config))
        self.networks = {"generator": trained.generator, "discriminator": trained.critic}
        self.average = Average(trained, config.average)
        self.model = self.average.network
        self.optimizers = {
            "generator": adam(trained.generator.parameters(), config.g_learning_rate, (0.5, 0.999)),
            "discriminator": adam(trained.critic.parameters(), config.d_learning_rate, (0.5, 0.999)),
        }
        self.shown = torch.ones(8, 3, SIZE, SIZE)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """One PatchGAN step on real and translated pairs, then one U-Net step against it."""
        self.steps += 1
        free = self.shown[(self.steps - 1) * len(batch.sketches) :]  # the first drawings of the run fill the preview
        free[: len(batch.sketches)] = batch.sketches[: len(free)]
        sketches, pictures = _jitter(batch.sketches * 2 - 1, batch.images * 2 - 1, self.config.jitter)
        with autocast(sketches.device, self.config.precision):
            made = self.networks["generator"](self.seen(sketches, pictures), dropout=True).mul(2).sub(1)
        metrics, adversarial = {}, self.config.adversarial and self.steps > self.config.l1_steps
        if adversarial:
            metrics |= self.update_discriminator(sketches, pictures, made.detach())
        metrics |= self.update_generator(sketches, pictures, made, adversarial)
        self.average.update(self.trained)
        return metrics

    def seen(self, sketches: Tensor, pictures: Tensor) -> Tensor:
        """What the U-Net reads of a pair in [-1, 1]: the drawing, and random dabs of the picture's colours if it is to
        learn from hints."""
        if not self.config.hints:
            return sketches
        drawn = (sketches + 1) / 2
        found = areas(drawn)
        return told(sketches, spread(drawn, random_dabs(drawn, (pictures + 1) / 2, found), found))

    def update_discriminator(self, sketches: Tensor, pictures: Tensor, made: Tensor) -> dict[str, Tensor]:
        critic, optimizer = self.networks["discriminator"], self.optimizers["discriminator"]
        with autocast(sketches.device, self.config.precision):
            real, fake = critic(sketches, pictures).float(), critic(sketches, made).float()
        loss = discriminator_loss(real, fake) / 2  # the paper halves it, to slow D against G
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return {
            "d_loss": loss.detach(),
            "d_x": real.sigmoid().mean().detach(),
            "d_g_z1": fake.sigmoid().mean().detach(),
        }

    def update_generator(
        self, sketches: Tensor, pictures: Tensor, made: Tensor, adversarial: bool
    ) -> dict[str, Tensor]:
        critic = self.networks["discriminator"].requires_grad_(False)  # only the way through it is needed
        l1 = (made - pictures).abs().mean()
        loss, metrics = self.config.l1_weight * l1, {"l1": l1.detach()}
        if self.config.structure:
            unlike = 1 - ssim((made + 1) / 2, (pictures + 1) / 2).mean()
            loss = loss + self.config.l1_weight * self.config.structure * unlike
            metrics["unlike"] = unlike.detach()
        if adversarial:
            with autocast(sketches.device, self.config.precision):
                logits = critic(sketches, made).float()
            fooling = generator_loss(logits, "non-saturating")
            loss, metrics["g_loss"] = loss + fooling, fooling.detach()
        self.optimizers["generator"].zero_grad()
        loss.backward()
        critic.requires_grad_(True)
        metrics["g_gradient"] = gradient_norm(self.networks["generator"])
        self.optimizers["generator"].step()
        if self.config.even:
            self.networks["generator"].up.apply(even_enlarging)
        return metrics

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The first eight drawings of the run, below each what it is translated into."""
        both = torch.cat([self.shown, self.model.translate(self.shown)])
        return {"translations": Pictures(to_uint8(both), columns=len(self.shown))}

    @torch.no_grad()
    def finish(self, batches: Iterator[Batch]) -> None:
        """Batch norm's statistics of the averaged U-Net anew: those gathered on the way are of weights that moved on.

        With two pictures a step they wander so far that white paper turns grey (Izmailov et al., arXiv:1803.05407).
        """
        drawings = (
            self.seen(batch.sketches * 2 - 1, batch.images * 2 - 1) for batch in itertools.islice(batches, SETTLING)
        )
        update_bn(drawings, self.model.generator)

    def knobs_changed(self) -> None:
        self.optimizers["generator"].param_groups[0]["lr"] = self.config.g_learning_rate
        self.optimizers["discriminator"].param_groups[0]["lr"] = self.config.d_learning_rate


def _jitter(sketches: Tensor, pictures: Tensor, pixels: int) -> tuple[Tensor, Tensor]:
    """The paper's augmentation: both enlarged, cropped at the same random place, mirrored half of the time."""
    both = torch.cat([sketches, pictures], 1)
    if pixels:
        top, left = (int(torch.randint(pixels + 1, ())) for _ in range(2))
        both = F.interpolate(both, size=SIZE + pixels, mode="bilinear", align_corners=False)
        both = both[:, :, top : top + SIZE, left : left + SIZE]
    if torch.rand(()) < 0.5:
        both = both.flip(3)
    return both[:, :3], both[:, 3:]


FAMILY = Family(
    name="pix2pix",
    title="pix2pix",
    paper="https://arxiv.org/abs/1611.07004",
    summary="A U-Net paints what a drawing describes; a critic looks at it patch by patch.",
    chapter="translation",
    task="image-to-image",
    data=("openmoji", "shoes", "facades"),
    objective=Objective("l1", rises=False),
    headline=(
        ("real_share_by_hand", "{:.1%} of patches pass for real"),
        ("real_share_by_hand_l1_only", "{:.1%} by L1 alone"),
        ("ssim_by_hand", "SSIM {:.2f}"),
        ("ssim_by_hand_mean_colour", "{:.2f} by the mean colour"),
    ),
    evaluate=("pairs",),
    config=Pix2PixConfig,
    model=Pix2Pix,
    learner=Pix2PixLearner,
)
