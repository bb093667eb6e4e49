"""Transposed convolutions as ONNX Runtime computes them fast.

Its own multiplies all first and adds up sixteen overlapping pieces then, which takes as long again. A 2x2 convolution
that makes four pixels of the larger picture, each in channels of its own, has nothing to add up, and the runtime lets
sums and activations next to it become part of it. PyTorch gains nothing by that.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.convolutional import ToPicture
from genmodels.blocks.unet import Up

SIDE, CHANNELS = 16, 3  # what a picture must have for that to be faster: before in pixels, afterwards in channels


def enlarge_fast(network: nn.Module) -> nn.Module:
    """Turns such layers of the network into ones that compute the same in this way, and returns the network."""
    for layer in network.modules():
        if isinstance(layer, Up):
            layer.__class__ = _Joined
        elif type(layer) in (nn.ConvTranspose2d, ToPicture) and _doubles(layer):
            layer.__class__ = _Enlarging
    return network


def _doubles(layer: nn.ConvTranspose2d) -> bool:
    return (layer.kernel_size, layer.stride, layer.padding) == ((4, 4), (2, 2), (1, 1)) and layer.groups == 1


class _Enlarging(nn.ConvTranspose2d):
    """(N, C, H, W), as a whole or in parts of C -> (N, C', 2H, 2W) for kernel 4, stride 2, padding 1."""

    def forward(self, *parts: Tensor, outputs: int | None = None) -> Tensor:
        if parts[0].shape[2] < SIDE or self.out_channels < CHANNELS:
            made = super().forward(torch.cat(parts, 1) if len(parts) > 1 else parts[0])
            return made if outputs is None else made[:, :outputs]
        outputs = self.out_channels if outputs is None else outputs
        kernel, bias = ToPicture.fourfold(self, outputs)
        bias = torch.zeros(4 * outputs) if bias is None else bias
        four, end = None, self.in_channels
        # from the last part on: the runtime adds what it has already, and a skip has been there for long
        for part in reversed(parts):
            start = end - part.shape[1]
            # a bias of zeros, for without any the exporter writes one that is made anew at each call
            made = F.conv2d(part, kernel[:, start:end], bias if four is None else 0 * bias, padding=1)
            four, end = made if four is None else four + made, start
        # F.pixel_shuffle(four, 2), one axis after the other: at once it takes the runtime four times as long
        count, _, height, width = four.shape
        columns = four.reshape(count, 2 * outputs, 2, height * width).transpose(2, 3)
        rows = columns.reshape(count, outputs, 2, height, 2 * width).transpose(2, 3)
        return F.pad(rows.reshape(count, outputs, 2 * height, 2 * width), (-1, -1, -1, -1))


class _Joined(Up):
    """A skip and the level below enter the convolution one by one, so that nobody lays them beside each other."""

    def forward(self, *parts: Tensor, outputs: int | None = None) -> Tensor:
        rectify, enlarge, *rest = self
        return nn.Sequential(*rest)(enlarge(*map(rectify, parts), outputs=outputs))
