"""Encoders and decoders for 28x28 pictures (any size that 4 divides), plain or with a label in their first layer.

Of points, which are pictures of one pixel, they are perceptrons of two hidden layers.
"""

import torch
from torch import Tensor, nn

from genmodels.blocks.layers import ResidualBlock
from genmodels.blocks.side_by_side import perceptron


def class_maps(condition: Tensor, images: Tensor) -> Tensor:
    """(N, K) -> (N, K, H, W): each label as a constant picture, so that a convolution can read it."""
    return condition[:, :, None, None].expand(-1, -1, *images.shape[2:])


class Encoder(nn.Module):
    """(N, C, H, W) and the condition (N, K) -> (N, features)."""

    def __init__(self, shape: tuple[int, int, int], features: int, width: int, classes: int = 0):
        super().__init__()
        channels, height, breadth = shape
        if height == breadth == 1:
            self.layers = nn.Sequential(nn.Flatten(), *perceptron(channels + classes, 8 * width, 8 * width, features))
            return
        self.layers = nn.Sequential(
            nn.Conv2d(channels + classes, width, 4, 2, 1),  # 28 -> 14
            ResidualBlock(width),
            nn.SiLU(),
            nn.Conv2d(width, 2 * width, 4, 2, 1),  # 14 -> 7
            ResidualBlock(2 * width),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(2 * width * (height // 4) * (breadth // 4), 8 * width),
            nn.SiLU(),
            nn.Linear(8 * width, features),
        )

    def forward(self, images: Tensor, condition: Tensor | None = None) -> Tensor:
        if condition is not None:
            images = torch.cat([images, class_maps(condition, images)], 1)
        return self.layers(images)


class Decoder(nn.Module):
    """(N, latents) and the condition (N, K) -> raw output (N, C, H, W)."""

    def __init__(self, shape: tuple[int, int, int], latents: int, width: int, classes: int = 0):
        super().__init__()
        channels, height, breadth = shape
        if height == breadth == 1:
            made = perceptron(latents + classes, 8 * width, 8 * width, channels)
            self.layers = nn.Sequential(*made, nn.Unflatten(1, shape))
            return
        self.layers = nn.Sequential(
            nn.Linear(latents + classes, 8 * width),
            nn.SiLU(),
            nn.Linear(8 * width, 2 * width * (height // 4) * (breadth // 4)),
            nn.Unflatten(1, (2 * width, height // 4, breadth // 4)),
            ResidualBlock(2 * width),
            nn.SiLU(),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1),  # 7 -> 14
            ResidualBlock(width),
            nn.SiLU(),
            nn.ConvTranspose2d(width, channels, 4, 2, 1),  # 14 -> 28
        )

    def forward(self, latents: Tensor, condition: Tensor | None = None) -> Tensor:
        return self.layers(latents if condition is None else torch.cat([latents, condition], 1))
