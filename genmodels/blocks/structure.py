"""SSIM: how alike two pictures are in brightness, contrast and structure, place by place.

Paper: Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity" (2004).
As a loss: Zhao et al., "Loss Functions for Image Restoration with Neural Networks", arXiv:1511.08861.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

WINDOW, SIGMA = 11, 1.5  # pixels; the paper's
_BRIGHTNESS, _CONTRAST = 0.01**2, 0.03**2  # keep the ratios finite; the paper's, for pictures in [0, 1]


def ssim(one: Tensor, other: Tensor) -> Tensor:
    """Pictures (N, C, H, W) in [0, 1] -> (N, C, H - 10, W - 10) in [-1, 1], 1 where they are the same."""
    channels = one.shape[1]
    mean, square, product = _smooth(torch.cat([one, one.square(), one * other], 1)).split(channels, 1)
    # apart, as no gradient goes to the picture that a network is to meet: a quarter less time
    other_mean, other_square = _smooth(torch.cat([other, other.square()], 1)).split(channels, 1)
    covariance = product - mean * other_mean
    variances = square - mean.square() + other_square - other_mean.square()
    brightness = (2 * mean * other_mean + _BRIGHTNESS) / (mean.square() + other_mean.square() + _BRIGHTNESS)
    return brightness * (2 * covariance + _CONTRAST) / (variances + _CONTRAST)


def _smooth(pictures: Tensor) -> Tensor:
    """Each channel's mean under a Gaussian window, where the whole window fits."""
    channels, window = pictures.shape[1], _gaussian().to(pictures)
    for shape in ((1, WINDOW), (WINDOW, 1)):
        pictures = F.conv2d(pictures, window.view(1, 1, *shape).expand(channels, -1, -1, -1), groups=channels)
    return pictures


def _gaussian() -> Tensor:
    along = torch.arange(WINDOW) - WINDOW // 2
    weights = torch.exp(-along.square() / (2 * SIGMA**2))
    return weights / weights.sum()
