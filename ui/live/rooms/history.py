"""What a live run remembers: curves, sample grids, turned knobs. Bounded however long it goes: thinned, not cut."""

import math
from typing import Generic, TypeVar

T = TypeVar("T")

POINTS, GRIDS, EXAMS, MARKS = 1000, 240, 400, 60


class Thinned(Generic[T]):
    """Every `stride`-th of the things added, evenly over the whole past; the stride doubles when `limit` are kept."""

    def __init__(self, limit: int):
        """limit: an even number."""
        self.limit, self.stride, self.added = limit, 1, 0
        self.kept: list[T] = []

    def add(self, thing: T) -> None:
        if self.added % self.stride == 0:
            self.kept.append(thing)
        self.added += 1
        if len(self.kept) == self.limit:
            del self.kept[1::2]
            self.stride *= 2

    def keep_first(self, count: int) -> None:
        """Forgets all but the first `count` kept ones."""
        del self.kept[count:]
        self.added = len(self.kept) * self.stride


class History:
    """Points are {"step", "seconds", metric: value, ...}, grids (step, JPEG), exams and marks {"step", ...}."""

    def __init__(self) -> None:
        self.points: Thinned[dict] = Thinned(POINTS)
        self.grids: Thinned[tuple[int, bytes]] = Thinned(GRIDS)
        self.exams: Thinned[dict] = Thinned(EXAMS)
        self.marks: list[dict] = []

    def mark(self, step: int, name: str, before: object, value: object) -> None:
        """Notes that a knob was turned; of very many turns the last ones are kept."""
        self.marks = [*self.marks, {"step": step, "name": name, "before": before, "value": value}][-MARKS:]

    def grid_at(self, step: int) -> tuple[int, bytes] | None:
        """The newest kept grid that is not newer than `step`."""
        older = [grid for grid in self.grids.kept if grid[0] <= step]
        return older[-1] if older else None

    def rewind(self, step: int) -> None:
        """Forgets what came after `step`: the run goes on from there."""
        for thinned in (self.points, self.exams):
            thinned.keep_first(sum(entry["step"] <= step for entry in thinned.kept))
        self.grids.keep_first(sum(grid[0] <= step for grid in self.grids.kept))
        self.marks = [mark for mark in self.marks if mark["step"] <= step]

    def copy(self) -> "History":
        """A history that shares the past and nothing else."""
        twin = History()
        for name in ("points", "grids", "exams"):
            mine, other = getattr(self, name), getattr(twin, name)
            other.kept, other.stride, other.added = list(mine.kept), mine.stride, mine.added
        twin.marks = list(self.marks)
        return twin

    def plain(self) -> dict:
        """For the browser: curves as one column for each metric, null where a step did not report it."""
        names = {name for point in self.points.kept for name in point}
        return {
            "points": {name: [point.get(name) for point in self.points.kept] for name in sorted(names)},
            "grids": [step for step, _ in self.grids.kept],
            "exams": self.exams.kept,
            "marks": self.marks,
        }


def short(value: float | None) -> float | None:
    """Four digits are what a curve can show; None where there is no number."""
    return float(f"{value:.4g}") if value is not None and math.isfinite(value) else None
