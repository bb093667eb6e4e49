"""Batches without worker processes: small sets live on the device as uint8 and are indexed there."""

from collections.abc import Iterator

import torch

from genmodels.batch import Batch
from genmodels.data.plane import to_pictures
from genmodels.data.source import ImageSet


class Batches(Iterator[Batch]):
    """An endless stream of random batches that can be taken up again anywhere.

    Every epoch has its own permutation, drawn from (seed, epoch); a batch never mixes two epochs, what is left of one
    is dropped. Pictures of another domain have a permutation of their own: partners meet by chance alone. So the step
    number alone says which pictures come next: resuming needs no other state.
    `share` of `shares`: each of several processes takes its own part of the same global batch.
    """

    def __init__(
        self,
        data: ImageSet,
        batch_size: int,
        device: torch.device,
        *,
        seed: int = 0,
        start: int = 0,
        share: int = 0,
        shares: int = 1,
    ):
        self.data, self.device = data, device
        self.batch_size = min(batch_size, len(data))
        self.seed, self.step = seed, start
        self.share, self.shares = share, shares
        self._images, self._labels, self._sketches, self._points = (
            part if part is None else part.to(device) for part in (data.images, data.labels, data.sketches, data.points)
        )
        self._transitions = _transitions(data, device)
        self._others = None if data.others is None else data.others.to(device)
        self._epoch, self._order, self._other_order = -1, *torch.empty(2, 0, dtype=torch.long)

    def __next__(self) -> Batch:
        epoch, place = divmod(self.step, len(self.data) // self.batch_size)
        if epoch != self._epoch:
            generator = torch.Generator().manual_seed(self.seed * 1_000_003 + epoch)
            orders = [torch.randperm(len(self.data), generator=generator).to(self.device) for _ in range(2)]
            self._epoch, (self._order, self._other_order) = epoch, orders
        mine = slice(place * self.batch_size + self.share, (place + 1) * self.batch_size, self.shares)
        rows = self._order[mine]
        self.step += 1
        labels = None if self._labels is None else _labels(self._labels[rows])
        if self._transitions:
            return Batch(**{name: part[rows] for name, part in self._transitions.items()}, rows=rows)
        if self._points is not None:
            points = self._points[rows]
            return Batch(to_pictures(points), labels, points=points, rows=rows)
        if self.data.hand is not None:
            sketches, images = (part.to(self.device) for part in self.data.hand(rows.cpu()))
            return Batch(images, labels, sketches, rows=rows)
        sketches = None if self._sketches is None else self._sketches[rows].float().div_(255)
        others = None if self._others is None else self._others[self._other_order[mine]].float().div_(255)
        return Batch(self._images[rows].float().div_(255), labels, sketches, others=others, rows=rows)


def whole(data: ImageSet, device: torch.device, size: int = 2000) -> Iterator[Batch]:
    """All examples once, in order, so many at a time (see `Learner.begin`)."""
    for start in range(0, len(data), size):
        yield _batch(data, slice(start, start + size), device)


def held_out(data: ImageSet, count: int, device: torch.device) -> Batch:
    """The first examples of a set that nobody trains on, for a preview (see `Learner.look_at`)."""
    return _batch(data, slice(count), device)


def _batch(data: ImageSet, wanted: slice, device: torch.device) -> Batch:
    if transitions := _transitions(data, device):
        return Batch(**{name: part[wanted] for name, part in transitions.items()})
    parts = {name: getattr(data, name) for name in ("images", "labels", "sketches", "points", "others")}
    rows = {name: part[wanted].to(device) for name, part in parts.items() if part is not None}
    ready = {name: _ready(name, part) for name, part in rows.items()}
    return Batch(**({"images": to_pictures(ready["points"])} if "points" in ready else {}) | ready)


def _transitions(data: ImageSet, device: torch.device) -> dict[str, torch.Tensor]:
    """The parts of a set of transitions; nothing of another set."""
    if data.states is None:
        return {}
    return {name: getattr(data, name).to(device) for name in ("states", "actions", "following")}


def _ready(name: str, part: torch.Tensor) -> torch.Tensor:
    return _labels(part) if name == "labels" else part if name == "points" else part.float().div(255)


def _labels(rows: torch.Tensor) -> torch.Tensor:
    """Classes stay int64; attributes become float32."""
    return rows if rows.dtype == torch.int64 else rows.float()
