"""The convolutional generator and discriminator of Radford et al. (DCGAN, arXiv:1511.06434), for any of their sizes.

A plan is a list of (kernel, stride, padding). The generator starts at 1x1 and each step is a transposed convolution;
the discriminator walks its own plan down to 1x1. Weights start as N(0, 0.02).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.coders import class_maps
from genmodels.reasons import KnownError

Plan = tuple[tuple[int, int, int], ...]

_HALVING = (4, 2, 1)
_STEEPNESS = 8.0
GENERATORS: dict[tuple[str, int], Plan] = {
    ("notes", 28): ((3, 2, 0), (4, 1, 0), (3, 2, 0), (4, 2, 0)),  # 1 -> 3 -> 6 -> 13 -> 28
    ("doubling", 28): ((7, 1, 0), _HALVING, _HALVING),  # 1 -> 7 -> 14 -> 28
    ("doubling", 32): ((4, 1, 0), _HALVING, _HALVING, _HALVING),  # 1 -> 4 -> 8 -> 16 -> 32
    ("doubling", 64): ((4, 1, 0), _HALVING, _HALVING, _HALVING, _HALVING),  # 1 -> 4 -> 8 -> 16 -> 32 -> 64
}
DISCRIMINATORS: dict[tuple[str, int], Plan] = {
    ("notes", 28): ((4, 2, 0), (4, 2, 0), (4, 2, 0)),  # 28 -> 13 -> 5 -> 1
    **{key: tuple(reversed(plan)) for key, plan in GENERATORS.items() if key[0] == "doubling"},
}
PLANS = ("doubling", "notes")


def plan_for(plans: dict[tuple[str, int], Plan], name: str, size: int) -> Plan:
    """The plan of that name for pictures of that size; raises UserError where there is none."""
    if (name, size) not in plans:
        sizes = ", ".join(str(other) for plan, other in plans if plan == name)
        raise KnownError("no_plan", name=name, known=sizes, size=size)
    return plans[name, size]


class FromPoint(nn.ConvTranspose2d):
    """(N, C, 1, 1) -> (N, C', k, k): the same numbers as one product of matrices, three times as fast on a CPU."""

    folds = True  # it takes its weights as they are, see runtime.folded

    def forward(self, x: Tensor) -> Tensor:
        inputs, outputs, side, _ = self.weight.shape
        weight = self.weight.permute(0, 2, 3, 1).reshape(inputs, -1)  # channels-last in memory, and so is what it makes
        bias = None if self.bias is None else self.bias.repeat(side * side)
        return F.linear(x.flatten(1), weight.T, bias).view(-1, side, side, outputs).permute(0, 3, 1, 2)


class ToPoint(nn.Conv2d):
    """(N, C, k, k) -> (N, C', 1, 1), in the same way; of a larger picture the first k rows and columns."""

    def forward(self, x: Tensor) -> Tensor:
        side = self.weight.shape[-1]
        seen = x[:, :, :side, :side].permute(0, 2, 3, 1).flatten(1)
        return F.linear(seen, self.weight.permute(0, 2, 3, 1).flatten(1), self.bias)[:, :, None, None]


class ToPicture(nn.ConvTranspose2d):
    """(N, C, H, W) -> (N, C', 2H, 2W) for kernel 4, stride 2, padding 1: the same numbers, twice as fast if C' is 1.

    A 2x2 convolution makes four pixels of the picture at once; laid out, they are a pixel too many on each side.
    """

    def forward(self, x: Tensor, outputs: int | None = None) -> Tensor:
        """outputs: so many of the C' channels."""
        kernel, bias = self.fourfold(outputs)
        return F.pixel_shuffle(F.conv2d(x, kernel, bias, padding=1), 2)[:, :, 1:-1, 1:-1]

    def fourfold(self, outputs: int | None = None) -> tuple[Tensor, Tensor | None]:
        """The 2x2 convolution's kernels (4 C', C, 2, 2) and biases, of so many of the C'."""
        weight = self.weight[:, :outputs]
        inputs, outputs = weight.shape[:2]
        kernel = weight.reshape(inputs, outputs, 2, 2, 2, 2).permute(1, 3, 5, 0, 2, 4).flip(4, 5)
        bias = None if self.bias is None else torch.stack([self.bias[:outputs]] * 4, 1).flatten()
        return kernel.reshape(4 * outputs, inputs, 2, 2), bias


def plain(network: nn.Module, kinds: tuple[type, ...] = (FromPoint, ToPoint, ToPicture)) -> nn.Module:
    """Turns such layers of the network into PyTorch's own, which compute the same, and returns the network."""
    for layer in network.modules():
        if isinstance(layer, kinds):
            layer.__class__ = type(layer).__base__
    return network


class Generator(nn.Module):
    """(N, latents) and the condition (N, K) -> pictures (N, C, H, W) in [-1, 1]."""

    def __init__(self, plan: Plan, inputs: int, channels: int, width: int, batch_norm: bool = True, choices: int = 0):
        """inputs: latents and classes.  width: channels before the last step (ngf), doubled at each earlier one.

        choices: see `chosen`.
        """
        super().__init__()
        self.choices = choices
        widths = [inputs, *(width * 2**power for power in reversed(range(len(plan) - 1))), channels]
        layers: list[nn.Module] = []
        for depth, (step, before, after) in enumerate(zip(plan, widths[:-1], widths[1:], strict=True)):
            last = depth == len(plan) - 1
            normed = batch_norm and not last
            layer = (
                FromPoint
                if depth == 0
                else ToPicture
                if last and (step, after) == (_HALVING, 1)
                else nn.ConvTranspose2d
            )
            layers += [layer(before, after, *step, bias=not normed)]
            layers += [nn.BatchNorm2d(after)] if normed else []
            layers += [] if last else [nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers, nn.Tanh())
        self.apply(small_normal)

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        latents = chosen(latents, self.choices)
        code = latents if condition is None else torch.cat([latents, condition], 1)
        return self.layers(code.unflatten(1, (-1, 1, 1)))


class Discriminator(nn.Module):
    """Pictures (N, C, H, W) in [-1, 1] and the condition (N, K) -> logits (N,)."""

    def __init__(self, plan: Plan, inputs: int, width: int, batch_norm: bool = True, projected: int = 0):
        """inputs: colour channels and class maps together.  No batch norm in the first layer, as in the paper.

        projected: length of a condition that is not told in maps; each of its entries has a logit of its own, which is
        added to what is said of the picture alone (Miyato and Koyama, arXiv:1802.05637).
        """
        super().__init__()
        self.projected = projected
        widths = [inputs, *(width * 2**power for power in range(len(plan) - 1)), 1 + projected]
        layers: list[nn.Module] = []
        for depth, (step, before, after) in enumerate(zip(plan, widths[:-1], widths[1:], strict=True)):
            last, normed = depth == len(plan) - 1, batch_norm and 0 < depth < len(plan) - 1
            layers += [(ToPoint if last else nn.Conv2d)(before, after, *step, bias=not normed)]
            layers += [nn.BatchNorm2d(after)] if normed else []
            layers += [] if last else [nn.LeakyReLU(0.2, inplace=True)]
        self.layers = nn.Sequential(*layers, nn.Flatten(1 if projected else 0))
        self.apply(small_normal)

    def forward(self, images: Tensor, condition: Tensor | None = None) -> Tensor:
        if self.projected:
            alone, each = self.layers(images).split([1, self.projected], 1)
            return alone.squeeze(1) + (each * condition).sum(1)
        if condition is not None:
            images = torch.cat([images, class_maps(condition, images)], 1)
        return self.layers(images)


def chosen(latents: Tensor, choices: int) -> Tensor:
    """The first `choices` of the latents (N, L) as a choice of one of them, the others as they are.

    Digits do not flow into each other, but a generator that is smooth in Gaussian noise must paint all that lies
    between (Khayatkhoei et al., arXiv:1806.00880). A steep softmax leaves little between: of ten entries one has more
    than 0.9 three times in five. Times sqrt(choices), as Gaussian latents would be as long.
    """
    if not choices:
        return latents
    choice = math.sqrt(choices) * torch.softmax(_STEEPNESS * latents[:, :choices], 1)
    return torch.cat([choice, latents[:, choices:]], 1)


def small_normal(layer: nn.Module) -> None:
    """The paper's start: weights N(0, 0.02), batch norm's scale N(1, 0.02), biases 0."""
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d) and not _described(layer):
        nn.init.normal_(layer.weight, 1.0 if isinstance(layer, nn.BatchNorm2d) else 0.0, 0.02)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


@torch.no_grad()
def smooth_enlarging(layer: nn.Module) -> None:
    """Lets a 4x4 transposed convolution of stride 2 start as N(0, 0.02) mixing of channels times bilinear enlarging.

    With 16 independent weights its four phases differ from the start: a grid of two pixels lies over every picture, and
    training has to take it away. The idea is ICNR's (Aitken et al., arXiv:1707.02937, for sub-pixel convolutions).
    """
    if _doubles(layer) and not _described(layer):
        side = torch.tensor([1.0, 3.0, 3.0, 1.0])
        bilinear = torch.outer(side, side) / 5  # mean square 1, so that the variance stays what it was
        layer.weight.copy_(0.02 * torch.randn(*layer.weight.shape[:2], 1, 1) * bilinear)


@torch.no_grad()
def even_enlarging(layer: nn.Module) -> None:
    """Takes out of a 4x4 transposed convolution of stride 2 what alternates from row to row or from column to column.

    What remains are the kernels of pixels laid out twice and a 3x3 convolution (Odena et al., "Deconvolution and
    Checkerboard Artifacts", Distill 2016), which lay no grid over an even surface, at a transposed convolution's cost.
    """
    if _doubles(layer):
        for axis in (2, 3):
            first, second, third, fourth = layer.weight.unbind(axis)
            alternating = (first - second + third - fourth) / 4
            for part, sign in ((first, -1), (second, 1), (third, -1), (fourth, 1)):
                part.add_(alternating, alpha=sign)


def _described(layer: nn.Module) -> bool:
    """Whether it has only shapes: random numbers for them would make PyTorch import its compiler, a second or more."""
    return layer.weight.is_meta


def _doubles(layer: nn.Module) -> bool:
    return isinstance(layer, nn.ConvTranspose2d) and layer.kernel_size == (4, 4) and layer.stride == (2, 2)
