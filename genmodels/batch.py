"""What a learner's step receives: named tensors."""

import dataclasses
from dataclasses import dataclass, field
from typing import Self

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Batch:
    """N examples; a part that the data lack is None. Data of another kind add their own part.

    images: (N, C, H, W) float32 in [0, 1]; of points, these as the smallest pictures there are (see data/plane.py).
    labels: (N,) int64 classes, or (N, A) float32 binary attributes.
    sketches: (N, C, H, W) float32 in [0, 1], the drawing that belongs to each image.
    points: (N, 2) float32, in a plane.
    others: (N, C, H, W) float32 in [0, 1], pictures of another domain, drawn independently of the images.
    states, actions, following: (N, S), (N, A) and (N, S) float32, what was, what was done, and what came of it.
    rows: (N,) int64, where in their data set the examples stand.
    """

    images: Tensor | None = None
    labels: Tensor | None = None
    sketches: Tensor | None = None
    points: Tensor | None = field(default=None, kw_only=True)
    others: Tensor | None = field(default=None, kw_only=True)
    states: Tensor | None = field(default=None, kw_only=True)
    actions: Tensor | None = field(default=None, kw_only=True)
    following: Tensor | None = field(default=None, kw_only=True)
    rows: Tensor | None = field(default=None, kw_only=True)

    def __len__(self) -> int:
        return len(next(iter(self.parts().values())))

    def to(self, device: torch.device) -> Self:
        return dataclasses.replace(self, **{name: part.to(device) for name, part in self.parts().items()})

    def parts(self) -> dict[str, Tensor]:
        """What the data have, by name."""
        return {name: part for name, part in vars(self).items() if part is not None}
