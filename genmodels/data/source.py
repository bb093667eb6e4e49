"""What a data set is: pictures, points or transitions that fit in memory, their labels, and where they came from."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor


@dataclass(frozen=True)
class ImageSet:
    """A data set in memory, of pictures, of points of the plane, or of transitions of a task.

    images: (N, C, H, W) uint8, or None.  points: (N, 2) float32, or None.
    labels: (N,) int64 classes, (N, A) uint8 attributes, or None.
    sketches: (N, C, H, W) uint8 drawings that belong to the images, or None.
    others: (N, C, H, W) uint8 pictures of another domain, or None; row by row the partners of the images, which a
    training batch does not know.
    states, actions, following: (N, S), (N, A) and (N, S) float32, transitions of a task (see task.py), or None.
    hand: rows (B,) -> drawings and pictures, (B, C, H, W) float32 in [0, 1] each: these rows' pairs made anew, on the
    CPU; None leaves them as they are.
    """

    name: str
    images: Tensor | None = None
    labels: Tensor | None = None
    sketches: Tensor | None = None
    points: Tensor | None = None
    others: Tensor | None = None
    states: Tensor | None = None
    actions: Tensor | None = None
    following: Tensor | None = None
    hand: Callable[[Tensor], tuple[Tensor, Tensor]] | None = None

    def __len__(self) -> int:
        return len(next(part for part in (self.images, self.points, self.states) if part is not None))


@dataclass(frozen=True)
class Source:
    """How a data set is called, credited and read. shape: (C, H, W) of its pictures, (2,) of points of the plane, the
    numbers of a transition.

    picture: (C, H, W) of an example as a family of pictures learns it.
    judge: the checkpoint that says what a picture made after it shows; "" where there is none.
    file: of which, below the data root, it is known that the set is here; "" for one that comes with a package.
    people: whether it shows people, whose pictures go into no checkpoint's folder.
    by_hand: whether somebody has to put it there: no page may ask for it to be fetched.
    """

    title: str
    credit: str
    licence: str
    shape: tuple[int, ...]
    labels: tuple[str, ...]
    read: Callable[[Path, str], ImageSet]
    judge: str = ""
    file: str = ""
    people: bool = False
    by_hand: bool = False

    @property
    def picture(self) -> tuple[int, ...]:
        return self.shape if len(self.shape) == 3 else (*self.shape, 1, 1)

    def is_here(self) -> bool:
        """Whether it is on this machine, so that nothing needs to be downloaded."""
        return not self.file or (data_root() / self.file).exists()


def data_root() -> Path:
    """The folder that holds all data sets: GENMODELS_DATA, else the user's cache folder."""
    chosen = os.environ.get("GENMODELS_DATA")
    if chosen:
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "genmodels" / "data"
