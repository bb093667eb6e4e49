"""Samples by seed from a live run's generator: of one moment of training, until a later one is asked for."""

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from genmodels.shown import to_uint8
from ui.endpoints import truncated_normal
from ui.run_keep import generator
from ui.run_live import Run
from ui.run_pictures import jpeg

MOST, COLUMNS = 64, 16
_one = threading.Lock()  # snapshots are taken one after the other: each makes a worker write its state


@dataclass(frozen=True)
class Snapshot:
    """A generator as it was at that step. leave: tells whose it is, as no two runs leave their state in one file."""

    leave: str
    step: int
    model: nn.Module


_snapshots: "WeakKeyDictionary[Run, Snapshot]" = WeakKeyDictionary()  # they go with their rooms


def sheet(
    run: Run, seed: int, count: int, truncation: float, *, columns: int = COLUMNS, newest: bool = False
) -> tuple[bytes, int] | None:
    """`count` samples as a JPEG, at most `columns` in a row, and the step they are of; None before there are any.

    The same seed gives the same z at any step: what differs is what the generator has learned.
    newest: of now, where else the generator that was looked at last is asked again.
    """
    snapshot = _snapshot(run, newest)
    if snapshot is None:
        return None
    latents = truncated_normal(count, snapshot.model.config.latents, seed, truncation)
    images = _filled(_painted(snapshot.model, latents), columns)
    return jpeg(to_uint8(images), min(count, columns)), snapshot.step


def _snapshot(run: Run, newest: bool) -> Snapshot | None:
    known = _snapshots.get(run)
    if known and known.leave == run.job.leave and not (newest and run.frame.get("step", 0) > known.step):
        return known
    with _one:
        found = generator(run)
        if found is None:
            return None
        model, state = found
        _snapshots[run] = Snapshot(run.job.leave, state["steps"], model)
        return _snapshots[run]


@torch.inference_mode()
def _painted(model: nn.Module, latents: Tensor) -> Tensor:
    return model.generate(latents)


def _filled(images: Tensor, columns: int) -> Tensor:
    """With black pictures at the end, so that the last row is whole."""
    missing = -len(images) % columns if len(images) > columns else 0
    return torch.cat([images, images.new_zeros(missing, *images.shape[1:])])
