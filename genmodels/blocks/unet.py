"""The U-Net of pix2pix: a picture down to one place and up again, each level joined to its mirror image by a skip.

Papers: Ronneberger et al., arXiv:1505.04597; Isola et al., arXiv:1611.07004. What it paints may lie below the drawing's
ink, and may give way to colours that somebody put there; both by shares that it says itself, pixel by pixel.
"""

import itertools
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.convolutional import ToPicture, small_normal, smooth_enlarging

LEVELS = 8  # 256 = 2^8 pixels -> 1x1
SIZE = 2**LEVELS
DABS = 5  # channels that tell of dabs: see blocks.dabs.spread


class UNet(nn.Module):
    """Eight blocks down, 256x256x3 -> 1x1x(8 ngf), eight up, each joined by a skip to its mirror image.

    ink: a fourth channel says how much of the drawing's ink lies over the colours of the other three.
    hints: it also reads where dabs of colour are and how far they go; the last channel says how much of them is taken.
    """

    def __init__(self, width: int, ink: bool = False, hints: bool = False):
        super().__init__()
        self.ink, self.hints = ink, hints
        self.shortcuts = LEVELS - 1 + ink
        outputs = 3 + ink + hints
        widths = [3 + DABS * hints] + [width * min(2**level, 8) for level in range(LEVELS)]
        self.down = nn.ModuleList(
            _down(before, after, first=level == 0, normed=0 < level < LEVELS - 1)
            for level, (before, after) in enumerate(itertools.pairwise(widths))
        )
        # from the bottom up: all but the first see what the level below made and what the skip carries
        self.up = nn.ModuleList(
            Up(widths[level + 1] * (1 if level == LEVELS - 1 else 2), widths[level] if level else outputs, level == 0)
            for level in reversed(range(LEVELS))
        )
        self.apply(small_normal)
        self.apply(smooth_enlarging)
        with torch.no_grad():
            self.up[-1][-1].bias[3:] = 2.0  # nearly all of the ink and of the hints lies over the picture at first

    def forward(self, sketches: Tensor, dropout: bool = False, keep: Sequence[bool] | None = None) -> Tensor:
        """Drawings (N, 3, 256, 256) in [-1, 1] -> pictures in [0, 1]; with hints, (N, 8, 256, 256), as `told` has them.

        dropout: noise in the three lowest decoder blocks.  keep: a switch for each of the `shortcuts`, the finest skip
        first and the ink last; a skip that is off carries zeros.
        """
        if sketches.shape[1:] not in {(3, SIZE, SIZE), (3 + DABS * self.hints, SIZE, SIZE)}:
            raise ValueError(f"pix2pix reads pictures of shape (3, {SIZE}, {SIZE}), not {tuple(sketches.shape[1:])}")
        levels, x, hinted = [], sketches, sketches.shape[1] > 3
        for block in self.down:
            x = block(x)
            levels.append(x)
        parts = [levels.pop()]
        for depth, block in enumerate(self.up):
            x = block(*parts) if levels else block(*parts, outputs=3 + self.ink + hinted)
            if depth < 3 and dropout:
                x = F.dropout(x, 0.5)
            if levels:
                skip = levels.pop()
                parts = [x, skip if keep is None or keep[len(levels)] else torch.zeros_like(skip)]
        x = x.float()
        if x.shape[1] == 3:
            return x.tanh().add(1).div(2)
        x = x.contiguous()  # a slice of channels that lie one by one in memory takes fifteen times as long
        colours, shares = x[:, :3].tanh().add(1).div(2), x[:, 3:].sigmoid()
        if hinted:
            fill, reached = sketches[:, 3:6].add(1).div(2), sketches[:, 6:7]
            colours = colours + reached * shares[:, -1:] * (fill - colours)
        if not self.ink or (keep is not None and not keep[-1]):
            return colours
        # light goes through the ink to the colour below, as through a printed line
        return colours * (1 - shares[:, :1] * (1 - sketches[:, :3]) / 2)


def told(sketches: Tensor, hints: Tensor) -> Tensor:
    """Drawings (N, 3, H, W) in [-1, 1] and what `spread` makes of dabs -> (N, 8, H, W): a colour is 0 where there is
    none, otherwise in [-1, 1]."""
    colours, reached = hints[:, :3], hints[:, 3:]
    return torch.cat([sketches, colours * 2 - reached[:, :1], reached], 1)


def _down(inputs: int, outputs: int, first: bool, normed: bool) -> nn.Sequential:
    before = [] if first else [nn.LeakyReLU(0.2, inplace=True)]  # a skip's ReLU sees the same either way
    norm = [nn.BatchNorm2d(outputs)] if normed else []  # the 1x1 bottom has nothing to normalise over in a small batch
    return nn.Sequential(*before, _Reading(inputs, outputs, 4, 2, 1, bias=not normed), *norm)


class _Reading(nn.Conv2d):
    """Channels that are left out are zeros: those that tell of dabs, where there are none."""

    folds = True  # it takes its weights as they are, see runtime.folded

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight[:, : x.shape[1]], self.bias, self.stride, self.padding)


class Up(nn.Sequential):
    """What the level below made (N, C, H, W) and what the skip carries, if there is one -> (N, C', 2H, 2W)."""

    def __init__(self, inputs: int, outputs: int, last: bool):
        if last:
            super().__init__(nn.ReLU(), ToPicture(inputs, outputs, 4, 2, 1))
            return
        enlarging = nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False)
        super().__init__(nn.ReLU(), enlarging, nn.BatchNorm2d(outputs))

    def forward(self, *parts: Tensor, outputs: int | None = None) -> Tensor:
        """outputs: so many of the C' channels, of the last level."""
        x = torch.cat(parts, 1) if len(parts) > 1 else parts[0]
        if outputs is None:
            return super().forward(x)
        rectify, paint = self
        return paint(rectify(x), outputs) if isinstance(paint, ToPicture) else super().forward(x)[:, :outputs]
