"""Layers that compute the same in a way that ONNX Runtime is faster at. PyTorch gains nothing by them.

Its transposed convolution multiplies all first and adds up sixteen overlapping pieces then, which takes as long again.
A 2x2 convolution that makes four pixels of the larger picture, each in channels of its own, has nothing to add up, and
the runtime lets sums and activations next to it become part of it. Its convolution makes sixteen channels at a time,
however few it is asked for, so that one to a picture's three does better to make four pixels, too.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.convolutional import ToPicture
from genmodels.blocks.unet import Up

SIDE, CHANNELS = 16, 3  # what a picture must have for that to be faster: before in pixels, afterwards in channels
# with so many channels to move together from a smaller side on, as long as the weights stay in the cache beside a core,
# since each row of pixels reads them again
SMALL_SIDE, TOGETHER, CACHED = 4, 8, 2**18
PICTURE = 4  # channels of which four pixels are sixteen at most


def quicken(network: nn.Module) -> nn.Module:
    """Turns what the runtime is slow at into such layers, in place, and returns the network."""
    for layer in network.modules():
        if isinstance(layer, Up):
            layer.__class__ = _Joined
        elif type(layer) in (nn.ConvTranspose2d, ToPicture) and _doubles(layer):
            layer.__class__ = _Enlarging
        elif type(layer) is nn.Conv2d and _paints(layer):
            layer.__class__ = _Painting
        elif type(layer) is nn.InstanceNorm2d and not layer.affine:
            layer.__class__ = _Normed
    return network


def _doubles(layer: nn.ConvTranspose2d) -> bool:
    exactly = (layer.kernel_size, layer.stride, layer.padding) == ((4, 4), (2, 2), (1, 1))
    return exactly and (layer.output_padding, layer.dilation, layer.groups) == ((0, 0), (1, 1), 1)


def _paints(layer: nn.Conv2d) -> bool:
    side, padding = layer.kernel_size[0], layer.padding[0]
    square = (layer.kernel_size, layer.padding) == ((side, side), (padding, padding))
    whole = (layer.stride, layer.dilation, layer.groups) == ((1, 1), (1, 1), 1)
    return square and whole and side > 1 and layer.out_channels <= PICTURE


class _Enlarging(nn.ConvTranspose2d):
    """(N, C, H, W), as a whole or in parts of C -> (N, C', 2H, 2W) for kernel 4, stride 2, padding 1."""

    def forward(self, *parts: Tensor, outputs: int | None = None) -> Tensor:
        if not self.gains(parts[0].shape[2], outputs or self.out_channels):
            made = super().forward(torch.cat(parts, 1) if len(parts) > 1 else parts[0])
            return made if outputs is None else made[:, :outputs]
        outputs = outputs or self.out_channels
        kernel, bias = ToPicture.fourfold(self, outputs)
        bias = torch.zeros(4 * outputs) if bias is None else bias
        lay_out = _channels_first
        if outputs >= TOGETHER:
            lay_out = _channels_last
            kernel, bias = (each.unflatten(0, (outputs, 4)).transpose(0, 1).flatten(0, 1) for each in (kernel, bias))
        four, end = None, self.in_channels
        # from the last part on: the runtime adds what it has already, and a skip has been there for long
        for part in reversed(parts):
            start = end - part.shape[1]
            # a bias of zeros, for without any the exporter writes one that is made anew at each call
            made = F.conv2d(part, kernel[:, start:end], bias if four is None else 0 * bias, padding=1)
            four, end = made if four is None else four + made, start
        return lay_out(four, outputs)

    def gains(self, side: int, outputs: int) -> bool:
        """Whether it is faster than the runtime's own for so many of the C' channels of such a picture."""
        if side < SIDE:
            return side >= SMALL_SIDE and outputs >= TOGETHER and self.weight.numel() <= CACHED
        return outputs >= CHANNELS


def _channels_first(four: Tensor, outputs: int) -> Tensor:
    """(N, C' * 4, H + 1, W + 1) -> (N, C', 2H, 2W): the border is a pixel too many on each side."""
    return F.pad(_shuffled(four, outputs), (-1, -1, -1, -1))


def _shuffled(four: Tensor, outputs: int) -> Tensor:
    """F.pixel_shuffle(four, 2), one axis after the other: at once it takes the runtime four times as long."""
    count, _, height, width = four.shape
    columns = four.reshape(count, 2 * outputs, 2, height * width).transpose(2, 3)
    rows = columns.reshape(count, outputs, 2, height, 2 * width).transpose(2, 3)
    return rows.reshape(count, outputs, 2 * height, 2 * width)


def _channels_last(four: Tensor, outputs: int) -> Tensor:
    """The same of (N, 4 * C', H + 1, W + 1), where the C' channels of a pixel lie together.

    To read and write channels last costs the runtime's convolutions no more, and laid out so, two columns of a row are
    beside each other already: rows are all that moves, in long pieces. The number of pictures stays an axis of its own,
    for the runtime adds a skip inside the convolution only where it sees that there are as many of both.
    """
    count, _, height, width = four.shape
    rows = four.permute(0, 2, 3, 1).reshape(count, height, width, 2, 2 * outputs).transpose(2, 3)
    cut = F.pad(rows.reshape(count, 2 * height, 2 * width * outputs), (-outputs, -outputs, -1, -1))
    return cut.reshape(count, 2 * height - 2, 2 * width - 2, outputs).permute(0, 3, 1, 2)


class _Joined(Up):
    """A skip and the level below enter the convolution one by one, so that nobody lays them beside each other."""

    def forward(self, *parts: Tensor, outputs: int | None = None) -> Tensor:
        rectify, enlarge, *rest = self
        return nn.Sequential(*rest)(enlarge(*map(rectify, parts), outputs=outputs))


class _Painting(nn.Conv2d):
    """(N, C, H, W) -> (N, C', H', W') for few C', by a kernel one longer that takes steps of two."""

    def forward(self, x: Tensor) -> Tensor:
        padding, border = self.padding[0], 2 * self.padding[0] - self.kernel_size[0] + 1
        if any((size + border) % 2 for size in x.shape[2:]):
            return super().forward(x)
        if self.padding_mode != "zeros":
            x, padding = F.pad(x, [padding] * 4, mode=self.padding_mode), 0
        shifted = [F.pad(self.weight, (right, 1 - right, down, 1 - down)) for down in (0, 1) for right in (0, 1)]
        bias = None if self.bias is None else torch.stack([self.bias] * 4, 1).flatten()
        four = F.conv2d(x, torch.stack(shifted, 1).flatten(0, 1), bias, 2, padding)
        return _shuffled(four, self.out_channels)


class _Normed(nn.InstanceNorm2d):
    """With a scale of ones and a shift of zeros: without any the exporter writes them to be made anew at each call."""

    def forward(self, x: Tensor) -> Tensor:
        channels = self.num_features
        return F.instance_norm(x, weight=torch.ones(channels), bias=torch.zeros(channels), eps=self.eps)
