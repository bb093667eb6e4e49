"""The residual network of 18 layers, for pictures of 32 pixels and colour.

Paper: He et al., arXiv:1512.03385. As for small pictures everywhere: the first convolution is 3x3, without stride, and
there is no pooling after it. Group norm (Wu and He, arXiv:1803.08494) stands where batch norm would: by that an
embedding would know of its batch-mates, among which its partner is.
"""

import torch.nn.functional as F
from torch import Tensor, nn

STAGES, BLOCKS = 4, 2
GROUP = 4  # channels that are normalised together, at least


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(max(1, min(32, channels // GROUP)), channels)


class Block(nn.Module):
    """relu(x + two 3x3 convolutions of x); where the size changes, x passes through a 1x1 convolution."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.change = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
            norm(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            norm(outputs),
        )
        self.past = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.past = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), norm(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return (self.past(x) + self.change(x)).relu()


class ResNet18(nn.Module):
    """(N, C, H, W) in [0, 1], of any size from 8 -> features (N, 8 width grid^2).

    Of each channel its mean in each of grid x grid parts of the picture.
    """

    def __init__(self, channels: int, width: int, grid: int):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(channels, width, 3, padding=1, bias=False), norm(width), nn.ReLU())
        inputs = width
        for stage in range(STAGES):
            outputs = width * 2**stage
            for place in range(BLOCKS):
                self.layers.append(Block(inputs, outputs, 2 if stage and not place else 1))
                inputs = outputs
        self.grid, self.features = grid, inputs * grid**2

    def forward(self, images: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(self.layers(images * 2 - 1), self.grid).flatten(1)
