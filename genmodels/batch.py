"""What a learner's step receives: named tensors."""

from typing import NamedTuple

from torch import Tensor


class Batch(NamedTuple):
    """What a learner's step receives.

    images: (N, C, H, W) float32 in [0, 1].
    labels: (N,) int64 classes, (N, A) float32 binary attributes, or None where the data have none.
    sketches: (N, C, H, W) float32 in [0, 1], the drawing that belongs to each image; None for unpaired data.
    """

    images: Tensor
    labels: Tensor | None = None
    sketches: Tensor | None = None
