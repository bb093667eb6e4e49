"""Draws of a prior that stay where they are while a setting turns."""

import torch
from torch import Tensor


def truncated_normal(count: int, latents: int, seed: int, truncation: float) -> Tensor:
    """(count, latents) draws of N(0, 1) given |z| <= truncation, by the inverse of its distribution function.

    The same seed gives the same uniform draws, so that turning the truncation moves every z smoothly towards 0.
    """
    uniform = torch.rand(count, latents, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    tail = torch.special.ndtr(torch.tensor(-truncation, dtype=torch.float64))
    return torch.special.ndtri(tail + (1 - 2 * tail) * uniform).clamp(-truncation, truncation).float()
