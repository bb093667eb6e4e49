"""Samples by seed from a live run's model: of one moment of training, until a later one is asked for."""

import torch
from torch import Tensor

from genmodels.shown import to_uint8
from ui.live.keep.snapshots import Snapshot
from ui.live.worker.shown import sheet as sheet_of
from ui.serving.latents import truncated_normal

MOST, COLUMNS = 64, 16


@torch.inference_mode()
def sheet(snapshot: Snapshot, seed: int, count: int, truncation: float, columns: int = COLUMNS) -> bytes:
    """`count` samples as a WebP, at most `columns` in a row; of a family that knows labels one class after the other.

    The same seed gives the same z at any step: what differs is what the model has learned.
    """
    latents = truncated_normal(count, snapshot.model.config.latents, seed, truncation)
    images = _filled(snapshot.show.draw(snapshot.model, latents, torch.arange(count)), columns)
    return sheet_of(to_uint8(images), min(count, columns))


def _filled(images: Tensor, columns: int) -> Tensor:
    """With black pictures at the end, so that the last row is whole."""
    missing = -len(images) % columns if len(images) > columns else 0
    return torch.cat([images, images.new_zeros(missing, *images.shape[1:])])
