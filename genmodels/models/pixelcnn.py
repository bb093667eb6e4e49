"""PixelCNN: a network that writes a picture pixel by pixel, and convolutions that cannot look ahead.

Papers: van den Oord, Kalchbrenner and Kavukcuoglu, "Pixel Recurrent Neural Networks", arXiv:1601.06759 (plain);
van den Oord et al., "Conditional Image Generation with PixelCNN Decoders", arXiv:1606.05328 (gated).
Objective: maximise  log p(x) = sum_i log p(x_i | x_1 ... x_{i-1}),  all pixels of a training picture at once.

Two ways not to look ahead:
  plain: every kernel is masked. The first (type A) sees the pixels before its own, the others (B) their own place, too,
  for by then it holds nothing of the pixel itself. Mask upon mask leaves a wedge to the right above that is never seen:
  the blind spot.
  gated: two stacks. One sees all rows above, without a mask; the other the pixels to the left in its own row, and what
  the first one found there. Together they see everything.

Deviations from the papers:
1. The networks are told where a pixel is: three more channels hold 1, row and column.
2. Gated layers are dilated by 1, 2, 4, 8 in turn (as in WaveNet, arXiv:1609.03499), so that six see 21 rows up and 21
   columns to either side with kernels of 2 x 3 and 1 x 2. The stack of the rows above is residual, too.
3. Black and white pixels are drawn anew from the grey ones at every step.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.autoregressive import (
    REACH,
    Autoregressive,
    AutoregressiveConfig,
    AutoregressiveLearner,
    Writer,
)
from genmodels.config import knob
from genmodels.family import Family, Objective

DILATIONS = (1, 2, 4, 8)


@dataclass(frozen=True, kw_only=True)
class PixelCNNConfig(AutoregressiveConfig):
    stacks: str = knob(
        "gated", "two gated stacks, or one of masked kernels with a blind spot", choices=("gated", "plain")
    )
    layers: int = knob(6, "layers after the first", low=1, high=30)


class MaskedConv2d(nn.Conv2d):
    """A convolution of which the kernel's half that is still to come is nothing, and in type A the middle, too."""

    def __init__(self, inputs: int, outputs: int, size: int, *, middle: bool):
        super().__init__(inputs, outputs, size)
        before = torch.arange(size * size).view(size, size) < size * size // 2 + middle
        self.register_buffer("mask", before.float(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight * self.mask, self.bias)

    def at_one(self, window: Tensor) -> Tensor:
        """The same where the kernel fits once, (N, C, size, size) -> (N, outputs)."""
        return F.linear(window.flatten(1), (self.weight * self.mask).flatten(1), self.bias)


def at_one(convolution: nn.Conv2d, x: Tensor) -> Tensor:
    """A convolution of 1 x 1 at one pixel, (N, C) -> (N, outputs): a tenth of the time it takes of a picture."""
    return F.linear(x, convolution.weight[:, :, 0, 0], convolution.bias)


def gate(x: Tensor) -> Tensor:
    """(N, 2C, ...) -> (N, C, ...): one half says what, the other how much."""
    what, how_much = x.chunk(2, 1)
    return what.tanh() * how_much.sigmoid()


class PlainLayer(nn.Module):
    """x + f(x), with a masked kernel of 3 x 3 between two of 1 x 1, at half the width."""

    def __init__(self, width: int):
        super().__init__()
        half = max(1, width // 2)
        self.first = nn.Conv2d(width, half, 1)
        self.masked = MaskedConv2d(half, half, 3, middle=True)
        self.last = nn.Conv2d(half, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        inner = F.relu(self.first(F.relu(x)))
        return x + self.last(F.relu(self.masked(F.pad(inner, (1,) * 4))))

    def pixel(self, x: Tensor, row: int, column: int, kept: Tensor) -> Tensor:
        """The same of one pixel, (N, C) -> (N, C).  kept: (N, C / 2, H + 2, W + 2), what the masked kernel reads."""
        kept[:, :, row + 1, column + 1] = F.relu(at_one(self.first, F.relu(x)))
        window = kept[:, :, row : row + 3, column : column + 3]
        return x + at_one(self.last, F.relu(self.masked.at_one(window)))


class PlainStack(nn.Module):
    """Masked kernels, one after the other. (N, 4, H, W) -> (N, C, H, W)."""

    def __init__(self, config: PixelCNNConfig):
        super().__init__()
        self.first = MaskedConv2d(4, config.width, 2 * REACH + 1, middle=False)
        self.layers = nn.ModuleList(PlainLayer(config.width) for _ in range(config.layers))

    def forward(self, seen: Tensor) -> Tensor:
        x = self.first(F.pad(seen, (REACH,) * 4))
        for layer in self.layers:
            x = layer(x)
        return x


class PlainWriter(Writer):
    """kept: what each masked kernel reads, margin and all, as far as it is known."""

    def __init__(self, model: "PixelCNN", written: Tensor):
        self.model, self.written = model, written
        count, (rows, columns) = len(written), (length - 2 * REACH + 2 for length in written.shape[2:])
        layers = model.stack.layers
        self.kept = [written.new_zeros(count, layer.first.out_channels, rows, columns) for layer in layers]

    def row(self, row: int) -> None:
        """The pixels of a row share nothing."""

    def pixel(self, row: int, column: int) -> Tensor:
        across = 2 * REACH + 1
        stack = self.model.stack
        x = stack.first.at_one(self.written[:, :, row : row + across, column : column + across])
        for kept, layer in zip(self.kept, stack.layers, strict=True):
            x = layer.pixel(x, row, column, kept)
        return self.model.head(x)


class GatedLayer(nn.Module):
    """One layer of both stacks; the points of a kernel lie `dilation` pixels apart."""

    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.dilation = dilation
        self.above = nn.Conv2d(width, 2 * width, (2, 3), dilation=dilation)
        self.tell = nn.Conv2d(2 * width, 2 * width, 1)
        self.left = nn.Conv2d(width, 2 * width, (1, 2), dilation=(1, dilation))
        self.out = nn.Conv2d(width, width, 1)

    def down(self, above: Tensor) -> tuple[Tensor, Tensor]:
        """The stack of the rows above; its margin is `dilation` rows at the top and columns at both sides.

        (N, C, H + d, W + 2d) -> (N, C, H, W), and what the other stack is told, (N, 2C, H, W).
        """
        found = self.above(above)
        d = self.dilation
        return above[:, :, d:, d:-d] + gate(found), self.tell(found)

    def along(self, left: Tensor, told: Tensor) -> Tensor:
        """The stack of a row, (N, C, H, W) -> (N, C, H, W)."""
        return left + self.out(gate(self.left(F.pad(left, (self.dilation, 0))) + told))

    def pixel(self, both: Tensor, told: Tensor) -> Tensor:
        """The same of one pixel, (N, C).  both: what lies `dilation` pixels to the left, and its own, (N, C, 2)."""
        found = F.linear(both.flatten(1), self.left.weight.flatten(1), self.left.bias)
        return both[:, :, 1] + at_one(self.out, gate(found + told))


class GatedStacks(nn.Module):
    """A stack that sees all rows above and one that sees its row so far. (N, 4, H, W) -> (N, C, H, W).

    Both begin one pixel behind, which is all that it takes: from there on they may look at their own place.
    """

    def __init__(self, config: PixelCNNConfig):
        super().__init__()
        self.above = nn.Conv2d(4, config.width, (REACH, 2 * REACH + 1))
        self.left = nn.Conv2d(4, config.width, (1, REACH))
        dilations = (DILATIONS[layer % len(DILATIONS)] for layer in range(config.layers))
        self.layers = nn.ModuleList(GatedLayer(config.width, dilation) for dilation in dilations)

    def forward(self, seen: Tensor) -> Tensor:
        above = self.above(F.pad(seen, (REACH, REACH, REACH, 0))[:, :, :-1])
        left = self.left(F.pad(seen, (REACH, 0))[:, :, :, :-1])
        for layer in self.layers:
            d = layer.dilation
            above, told = layer.down(F.pad(above, (d, d, d, 0)))
            left = layer.along(left, told)
        return left


class GatedWriter(Writer):
    """above, left: what the kernels of both stacks read, margins and all, as far as it is known."""

    def __init__(self, model: "PixelCNN", written: Tensor):
        self.model, self.written = model, written
        count, (rows, columns) = len(written), (length - 2 * REACH for length in written.shape[2:])
        width, reaches = model.config.width, [layer.dilation for layer in model.stack.layers]
        self.above = [written.new_zeros(count, width, rows + d, columns + 2 * d) for d in reaches]
        self.left = [written.new_zeros(count, width, columns + d) for d in reaches]

    def row(self, row: int) -> None:
        """The stack of the rows above, and what it tells the other."""
        above = self.model.stack.above(self.written[:, :, row : row + REACH])
        self.told = []
        for kept, layer in zip(self.above, self.model.stack.layers, strict=True):
            d = layer.dilation
            kept[:, :, row + d, d:-d] = above[:, :, 0]
            above, told = layer.down(kept[:, :, row : row + d + 1])
            self.told.append(told[:, :, 0])

    def pixel(self, row: int, column: int) -> Tensor:
        first = self.model.stack.left
        window = self.written[:, :, row + REACH, column : column + REACH]
        left = F.linear(window.flatten(1), first.weight.flatten(1), first.bias)
        for kept, layer, told in zip(self.left, self.model.stack.layers, self.told, strict=True):
            d = layer.dilation
            kept[:, :, column + d] = left
            left = layer.pixel(kept[:, :, column : column + d + 1 : d], told[:, :, column])
        return self.model.head(left)


class PixelCNN(Autoregressive):
    """Either kind of stack, and two layers of 1 x 1 that turn what it found into logits."""

    def __init__(self, config: PixelCNNConfig):
        super().__init__(config)
        self.stack = (GatedStacks if config.stacks == "gated" else PlainStack)(config)
        self.wide = nn.Conv2d(config.width, 2 * config.width, 1)
        self.last = nn.Conv2d(2 * config.width, config.levels, 1)

    def forward(self, seen: Tensor) -> Tensor:
        return self.last(F.relu(self.wide(F.relu(self.stack(seen)))))

    def writer(self, written: Tensor) -> Writer:
        return (GatedWriter if self.config.stacks == "gated" else PlainWriter)(self, written)

    def head(self, found: Tensor) -> Tensor:
        """The last two layers at one pixel, (N, C) -> (N, levels)."""
        return at_one(self.last, F.relu(at_one(self.wide, F.relu(found))))


class PixelCNNLearner(AutoregressiveLearner):
    def __init__(self, config: PixelCNNConfig):
        super().__init__(config, PixelCNN(config))


FAMILY = Family(
    name="pixelcnn",
    title="PixelCNN",
    paper="https://arxiv.org/abs/1606.05328",
    summary="Writes a picture pixel by pixel, each with a probability that all pixels before it decide.",
    chapter="autoregressive",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits"),
    objective=Objective("nll", rises=False),
    headline=(("nll", "test NLL {:.2f} nats"),),
    evaluate=("pixels",),
    config=PixelCNNConfig,
    model=PixelCNN,
    learner=PixelCNNLearner,
)
