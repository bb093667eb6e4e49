"""CycleGAN: two generators translate between two kinds of pictures that nobody has paired.

Paper: Zhu et al., "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", arXiv:1703.10593.
Objective, for pictures a and b of two domains, drawn independently, G: A -> B and F: B -> A:
min_{G,F}  E[(D_B(G(a)) - 1)^2] + E[(D_A(F(b)) - 1)^2]
           + cycle_weight * (E|F(G(a)) - a| + E|G(F(b)) - b| + identity_weight * (E|G(b) - b| + E|F(a) - a|))
min_{D_B}  (E[(D_B(b) - 1)^2] + E[D_B(G(a))^2]) / 2, and D_A alike.
The cycle loss asks that nothing is lost, not that it is seen: what B has no room for is hidden in the picture of B, as
a faint pattern (Chu et al., arXiv:1712.02950). Nor does it choose the partner: for any permutation P of the pictures,
P after G and F after P's inverse have the same loss.

Deviations from the paper:
1. Pictures of 64x64: two halvings, fewer residual blocks, and a PatchGAN that sees 34 pixels, where 256x256 had 70.
2. Enlarging is a 4x4 transposed convolution that starts as smooth (blocks/convolutional.py), against the grid.
3. The generator may add to what it reads, before the tanh (`residual`): tone and place need not be learned.
4. One generator may read its picture larger, and the other smaller by as much (`zoom`): where one kind of pictures
   fills the paper and the other does not, the partner lies elsewhere, and neither loss asks for that.
5. The published weights are a moving average.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.convolutional import small_normal, smooth_enlarging
from genmodels.blocks.layers import Average
from genmodels.blocks.views import zoomed
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import PRECISIONS, adam, autocast, channels_last
from genmodels.shown import Pictures, Shown, to_uint8
from genmodels.watched import gradient_norm

_SHOWN = 8
_INSIDE = 0.98  # of [-1, 1], where atanh is finite


@dataclass(frozen=True, kw_only=True)
class CycleGANConfig(Config):
    channels: ClassVar[int] = 3

    size: int = knob(64, "height and width of the pictures", low=16, high=256, multiple=4)
    width: int = knob(16, "channels of a generator's first layer (ngf); the paper: 64", low=4, high=64)
    blocks: int = knob(4, "residual blocks of a generator; the paper: 9", low=1, high=9)
    d_width: int = knob(16, "channels of a PatchGAN's first layer (ndf); the paper: 64", low=4, high=64)
    residual: bool = knob(False, "a generator adds to the picture that it reads")
    zoom: float = knob(1.0, "how much larger the same thing is in pictures of B", low=0.5, high=2.0)
    cycle_weight: float = knob(10.0, "weight of the cycle loss (lambda)", low=0.0, high=1e4, live=True)
    identity_weight: float = knob(
        0.5, "weight of the identity loss, as a share of the cycle loss's", low=0.0, high=1e2, live=True
    )
    pool: int = knob(50, "earlier translations that a PatchGAN is shown, too; 0: new ones alone", low=0, high=500)
    mirror: bool = knob(False, "learn mirrored pictures too")
    g_learning_rate: float = knob(2e-4, "the generators' step size", low=0.0, high=1e9, live=True)
    d_learning_rate: float = knob(2e-4, "the PatchGANs' step size", low=0.0, high=1e9, live=True)
    average: float = knob(0.999, "memory of the averaged generators that are kept", low=0.0, high=0.9999)
    precision: str = knob("auto", "arithmetic of the convolutions", choices=PRECISIONS)


def _normed(layer: nn.Module, channels: int) -> list[nn.Module]:
    """Instance norm has no running statistics: a picture comes out the same whatever is translated beside it."""
    return [layer, nn.InstanceNorm2d(channels), nn.ReLU(inplace=True)]


class Block(nn.Module):
    """x + f(x), two 3x3 convolutions with instance norm, reflected at the border."""

    def __init__(self, channels: int):
        super().__init__()
        first, second = (nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect") for _ in range(2))
        self.layers = nn.Sequential(*_normed(first, channels), second, nn.InstanceNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)


class ResNet(nn.Module):
    """Pictures (N, 3, H, W) in [-1, 1] -> pictures alike; H and W are multiples of 4."""

    def __init__(self, width: int, blocks: int, residual: bool, zoom: float = 1.0):
        super().__init__()
        self.residual, self.zoom = residual, zoom
        self.layers = nn.Sequential(
            *_normed(nn.Conv2d(3, width, 7, padding=3, padding_mode="reflect"), width),
            *_normed(nn.Conv2d(width, 2 * width, 3, 2, 1), 2 * width),  # 64 -> 32
            *_normed(nn.Conv2d(2 * width, 4 * width, 3, 2, 1), 4 * width),  # 32 -> 16
            *(Block(4 * width) for _ in range(blocks)),
            *_normed(nn.ConvTranspose2d(4 * width, 2 * width, 4, 2, 1), 2 * width),
            *_normed(nn.ConvTranspose2d(2 * width, width, 4, 2, 1), width),
            nn.Conv2d(width, 3, 7, padding=3, padding_mode="reflect"),
        )
        self.apply(small_normal)
        self.apply(smooth_enlarging)

    def forward(self, images: Tensor) -> Tensor:
        images = zoomed(images, self.zoom)
        made = self.layers(images).float()
        return (made + torch.atanh(images * _INSIDE) if self.residual else made).tanh()


class PatchGAN(nn.Module):
    """Pictures (N, 3, H, W) in [-1, 1] -> (N, 1, H/4 - 2, W/4 - 2), near 1 where a patch of 34x34 looks real."""

    def __init__(self, width: int):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
        for before, after, stride in ((width, 2 * width, 2), (2 * width, 4 * width, 1)):
            layers += [nn.Conv2d(before, after, 4, stride, 1), nn.InstanceNorm2d(after)]
            layers += [nn.LeakyReLU(0.2, inplace=True)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(4 * width, 1, 4, 1, 1))
        self.apply(small_normal)

    def forward(self, images: Tensor) -> Tensor:
        return self.layers(images)


class CycleGAN(Model):
    """Both generators: the round trip is what people want to see."""

    def __init__(self, config: CycleGANConfig):
        super().__init__(config)
        self.a_to_b, self.b_to_a = (
            ResNet(config.width, config.blocks, config.residual, zoom) for zoom in (config.zoom, 1 / config.zoom)
        )

    def to_b(self, images: Tensor) -> Tensor:
        """Pictures of A (N, 3, S, S) in [0, 1] -> pictures as of B (N, 3, S, S) in [0, 1]."""
        self.want_pictures(images=images)
        return self.a_to_b((images * 2 - 1).clamp(-1, 1)).add(1).div_(2)

    def to_a(self, images: Tensor) -> Tensor:
        """Pictures of B (N, 3, S, S) in [0, 1] -> pictures as of A (N, 3, S, S) in [0, 1]."""
        self.want_pictures(images=images)
        return self.b_to_a((images * 2 - 1).clamp(-1, 1)).add(1).div_(2)


def squared_error(verdicts: Tensor, wanted: float) -> Tensor:
    """E[(D - wanted)^2], 0-d: least squares (Mao et al., arXiv:1611.04076) still pull where D is sure."""
    return (verdicts.float() - wanted).square().mean()


def distance(made: Tensor, wanted: Tensor) -> Tensor:
    return (made - wanted).abs().mean()


def from_pool(pool: Tensor, filled: int, made: Tensor) -> tuple[Tensor, int]:
    """What the PatchGAN is shown in place of `made` (N, C, H, W), and how full the pool (P, C, H, W) is now.

    Shrivastava et al. (arXiv:1612.07828): the first P pictures go into the pool and are shown as they are. Of later
    ones half are shown as they are; each of the others takes the place of an earlier one at random, which is shown.
    """
    if not len(pool):
        return made, 0
    shown = made.clone()
    for place, new in enumerate(made):
        if filled < len(pool):
            pool[filled] = new
            filled += 1
        elif torch.rand(()) < 0.5:
            chosen = int(torch.randint(len(pool), ()))
            shown[place] = pool[chosen]
            pool[chosen] = new
    return shown, filled


class CycleGANLearner(Learner):
    def __init__(self, config: CycleGANConfig):
        super().__init__(config)
        generators = channels_last(CycleGAN(config))
        critics = channels_last(nn.ModuleDict({side: PatchGAN(config.d_width) for side in "ab"}))
        self.networks = {"generator": generators, "discriminator": critics}
        self.average = Average(generators, config.average)
        self.model = self.average.network
        self.optimizers = {
            "generator": adam(generators.parameters(), config.g_learning_rate, (0.5, 0.999)),
            "discriminator": adam(critics.parameters(), config.d_learning_rate, (0.5, 0.999)),
        }
        self.pool_a, self.pool_b = (torch.zeros(config.pool, *generators.picture) for _ in range(2))
        self.filled = {"a": 0, "b": 0}
        self.shown_a, self.shown_b = (torch.ones(_SHOWN, *generators.picture) for _ in range(2))

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """One step of both generators, then one of both PatchGANs on what these had made."""
        self.steps += 1
        for shown, images in ((self.shown_a, batch.images), (self.shown_b, batch.others)):
            free = shown[(self.steps - 1) * len(images) :]  # the first pictures of the run fill the preview
            free[: len(images)] = images[: len(free)]
        a, b = (self._mirrored(images) * 2 - 1 for images in (batch.images, batch.others))
        metrics, made_a, made_b = self.update_generators(a, b)
        metrics |= self.update_discriminators(a, b, made_a, made_b)
        self.average.update(self.networks["generator"])
        return metrics

    def update_generators(self, a: Tensor, b: Tensor) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Pictures (N, 3, S, S) in [-1, 1] -> metrics, and what was made of b and of a, detached."""
        config, networks = self.config, self.networks["generator"]
        critics = self.networks["discriminator"].requires_grad_(False)  # only the way through them is needed
        with autocast(a.device, config.precision):
            if config.identity_weight and config.cycle_weight:
                # what is of the target domain already, a generator leaves alone
                made_b, same_b = networks.a_to_b(torch.cat([a, b])).split([len(a), len(b)])
                made_a, same_a = networks.b_to_a(torch.cat([b, a])).split([len(b), len(a)])
            else:
                made_b, made_a, same_a, same_b = networks.a_to_b(a), networks.b_to_a(b), a, b
            back_a, back_b = self._returned(made_a, made_b)
            fooling = squared_error(critics["b"](made_b), 1) + squared_error(critics["a"](made_a), 1)
        cycle = distance(back_a, a) + distance(back_b, b)
        identity = distance(same_b, b) + distance(same_a, a)
        loss = fooling + config.cycle_weight * (cycle + config.identity_weight * identity)
        self.optimizers["generator"].zero_grad()
        loss.backward()
        critics.requires_grad_(True)
        gradient = gradient_norm(networks)
        self.optimizers["generator"].step()
        metrics = {"g_loss": fooling, "cycle": cycle, "identity": identity}
        return (
            {name: (value / 2).detach() for name, value in metrics.items()} | {"g_gradient": gradient},
            made_a.detach(),
            made_b.detach(),
        )

    def _returned(self, made_a: Tensor, made_b: Tensor) -> tuple[Tensor, Tensor]:
        """Both round trips; without a cycle loss nothing learns from them, they are only looked at."""
        networks = self.networks["generator"]
        with torch.set_grad_enabled(self.config.cycle_weight > 0):
            return networks.b_to_a(made_b), networks.a_to_b(made_a)

    def update_discriminators(self, a: Tensor, b: Tensor, made_a: Tensor, made_b: Tensor) -> dict[str, Tensor]:
        critics, config = self.networks["discriminator"], self.config
        shown_a, self.filled["a"] = from_pool(self.pool_a, self.filled["a"], made_a)
        shown_b, self.filled["b"] = from_pool(self.pool_b, self.filled["b"], made_b)
        with autocast(a.device, config.precision):
            real = [critics["a"](a), critics["b"](b)]
            fake = [critics["a"](shown_a), critics["b"](shown_b)]
        # halved, as in the paper, to slow D against G
        loss = sum(squared_error(each, 1) for each in real) / 2 + sum(squared_error(each, 0) for each in fake) / 2
        self.optimizers["discriminator"].zero_grad()
        loss.backward()
        self.optimizers["discriminator"].step()
        verdicts = {"d_x": real, "d_g_z1": fake}
        return {"d_loss": loss.detach() / 2} | {
            name: sum(each.float().mean() for each in told).detach() / 2 for name, told in verdicts.items()
        }

    def _mirrored(self, images: Tensor) -> Tensor:
        """Half of them, at random, each by itself."""
        if not self.config.mirror:
            return images
        turned = torch.rand(len(images), 1, 1, 1).to(images.device) < 0.5
        return torch.where(turned, images.flip(3), images)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The first eight pictures of each domain, below each its translation, and below that its return."""
        made_b, made_a = self.model.to_b(self.shown_a), self.model.to_a(self.shown_b)
        trips = {
            "round_trips": [self.shown_a, made_b, self.model.to_a(made_b)],
            "round_trips_b": [self.shown_b, made_a, self.model.to_b(made_a)],
        }
        return {name: Pictures(to_uint8(torch.cat(rows)), columns=_SHOWN) for name, rows in trips.items()}

    def knobs_changed(self) -> None:
        self.optimizers["generator"].param_groups[0]["lr"] = self.config.g_learning_rate
        self.optimizers["discriminator"].param_groups[0]["lr"] = self.config.d_learning_rate

    def extra_state(self) -> dict:
        return {"filled": dict(self.filled)}

    def set_extra_state(self, state: dict) -> None:
        self.filled = dict(state["filled"])


FAMILY = Family(
    name="cyclegan",
    title="CycleGAN",
    paper="https://arxiv.org/abs/1703.10593",
    summary="Two generators translate to and fro between pictures that nobody has paired.",
    chapter="translation",
    task="image-to-image",
    data=("emoji-styles", "emoji-lines"),
    objective=Objective("cycle", rises=False),
    headline=(
        ("top1", "finds the partner at once in {:.0%}"),
        ("style_accuracy", "{:.0%} pass for the other kind"),
        ("cycle_l1", "round trip L1 {:.3f}"),
        ("colours_l1", "colours come back at L1 {:.3f}"),
        ("colours_l1_grey", "{:.3f} once the drawing is grey"),
    ),
    evaluate=("round_trip",),
    config=CycleGANConfig,
    model=CycleGAN,
    learner=CycleGANLearner,
)
