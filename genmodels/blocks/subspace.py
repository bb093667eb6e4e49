"""Subspaces: mean and covariance of pictures, their principal axes, and the angles between two subspaces."""

from collections.abc import Iterable

import torch
from torch import Tensor


def moments(rows: Iterable[Tensor]) -> tuple[Tensor, Tensor, int]:
    """Mean (D,) and covariance (D, D) of all rows, which come as (N, D) in parts, and how many they were."""
    total = products = None
    count = 0
    for part in rows:
        if total is None:
            total, products = part.new_zeros(part.shape[1]), part.new_zeros(part.shape[1], part.shape[1])
        total += part.sum(0)
        products.addmm_(part.T, part)
        count += len(part)
    mean = total / count
    return mean, products / count - mean.outer(mean), count


def principal_axes(covariance: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The first principal axes, (D, count) with the widest first, and the variance that they leave over, 0-d.

    Of each axis the largest number is positive, so that it is the same picture whoever computes it.
    """
    variances, axes = torch.linalg.eigh(covariance)
    axes = axes[:, -count:].flip(1)
    signs = axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    return axes * signs, covariance.trace() - variances[-count:].sum()


def principal_angles(axes: Tensor, columns: Tensor) -> Tensor:
    """Degrees between two subspaces, the least first, (K,): of orthonormal axes (D, K), and of columns (D, K).

    The last is the largest angle that a direction of one has to the other. By sines: the cosine of a small angle is 1
    in single precision.
    """
    basis = torch.linalg.qr(columns).Q
    sines = torch.linalg.svdvals(basis - axes @ (axes.T @ basis))
    return sines.clamp(max=1).asin().rad2deg().flip(0)
