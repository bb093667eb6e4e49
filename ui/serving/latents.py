"""Draws of a normal distribution that stay where they are while a setting turns."""

from collections.abc import Iterable
from functools import cache

import torch
from torch import Tensor, nn


def truncated_normal(count: int, latents: int, seed: int, truncation: float) -> Tensor:
    """(count, latents) draws of N(0, 1) given |z| <= truncation, by the inverse of its distribution function.

    The same seed gives the same uniform draws, so that turning the truncation moves every z smoothly towards 0.
    """
    uniform = torch.rand(count, latents, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    tail = torch.special.ndtr(torch.tensor(-truncation, dtype=torch.float64))
    return torch.special.ndtri(tail + (1 - 2 * tail) * uniform).clamp(-truncation, truncation).float()


@cache
def even(count: int, latents: int) -> Tensor:
    """(count, latents) draws of N(0, 1), always the same, for an average over few of them; count: even.

    They come in pairs around 0 and each dimension has a mean square of 1, so that what is linear in z is averaged
    exactly, and of what is square all but the products of two dimensions.
    """
    half = torch.randn(count // 2, latents, generator=torch.Generator().manual_seed(0))
    half /= half.square().mean(0).sqrt()
    return torch.cat([half, -half])


def likelihood(
    network: nn.Module, image: Tensor, mean: Tensor, sigma: Tensor, condition: Iterable[Tensor], draws: int
) -> Tensor:
    """E_q[log p(x | z)] in nats of one picture, from the same draws at every call, so that the number does not flicker.

    image: (1, C, H, W).  mean, sigma: (L,), those of q.  condition: (1, K), or nothing where no class is told.
    """
    latents = mean + sigma * even(draws, len(mean)).to(mean.device)
    image, *condition = (values.expand(draws, *values.shape[1:]) for values in (image, *condition))
    return network.log_likelihood(image, latents, *condition).mean()
