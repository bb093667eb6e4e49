"""A checkpoint that a visitor took home and brings back: its zip, read safely.

training.safetensors in it holds what worker/resume.py puts into a new run.
"""

import io
import zipfile
from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels import cards, catalog
from genmodels.cards import CARD, TRAINING, WEIGHTS, Card
from genmodels.config import Config
from genmodels.reasons import UserError
from ui.live.uploads.own import LISTED, Meter
from ui.live.worker.resume import training_tensors

ENTRIES = 1000  # of a zip; ours have five
CARD_BYTES = 2**20


class Misfit(UserError):  # noqa: N818, it is what the person is told and not what broke
    """why: "zip", "missing" (a file), "altered", "card", "family" or "shape"."""

    def __init__(self, why: str, **fields: object):
        super().__init__(f"this is no checkpoint to go on from ({why})")
        self.why, self.fields = why, fields


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that was brought.

    tensors: as `training_tensors` names them, in float32; only those of the model where `whole` is False.
    """

    card: Card
    config: Config
    tensors: dict[str, Tensor]
    whole: bool


def read_zip(content: bytes, families: tuple[str, ...], megabytes: int) -> Checkpoint:
    """The checkpoint in a zip as the Live tab packs it; nothing but JSON and safetensors is read.  Raises Misfit."""
    found = _members(content, megabytes)
    for name in (CARD, WEIGHTS):
        if name not in found:
            raise Misfit("missing", name=name)
    try:
        card = cards.card_from(found[CARD], "this zip")
    except UserError as error:
        raise Misfit("card") from error
    if card.family not in families:
        raise Misfit("family", families=", ".join(families))
    whole = TRAINING in found
    try:
        config = catalog.family(card.family).config.from_dict(card.config)
        tensors = cards.tensors_from(found[TRAINING if whole else WEIGHTS], TRAINING if whole else WEIGHTS, card)
    except UserError as error:
        raise Misfit("altered") from error
    if not whole:
        tensors = {f"model.{key}": _full(value) for key, value in tensors.items()}
    _check_shapes(card.family, config, tensors, whole)
    return Checkpoint(card, config, tensors, whole)


def _full(value: Tensor) -> Tensor:
    return value.float() if value.is_floating_point() else value


def _members(content: bytes, megabytes: int) -> dict[str, bytes]:
    """The checkpoint's files by their own names, wherever in the zip they are; of two of a name the first."""
    if content.count(LISTED) > ENTRIES:
        raise Misfit("zip")
    found, meter = {}, Meter(2 * megabytes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                name = entry.filename.rpartition("/")[2]
                plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
                if name in (CARD, WEIGHTS, TRAINING) and name not in found and plain:
                    with archive.open(entry) as member:
                        found[name] = meter.read(member, CARD_BYTES if name == CARD else meter.left + 1)
    except Exception as error:  # a damaged zip makes zipfile stumble anywhere
        raise Misfit("zip") from error
    return found


def _check_shapes(family: str, config: Config, tensors: dict[str, Tensor], whole: bool) -> None:
    """Raises Misfit unless the tensors are exactly those of this configuration."""
    try:
        with torch.device("meta"):  # shapes alone: a stranger's configuration may ask for gigabytes
            state = catalog.family(family).learner(config).state_dict()
    except UserError as error:
        raise Misfit("shape") from error
    expected = {key: value.shape for key, value in training_tensors(state).items() if whole or key.startswith("model.")}
    if {key: value.shape for key, value in tensors.items()} != expected:
        raise Misfit("shape")
    if not all(value.isfinite().all() for value in tensors.values()):
        raise Misfit("shape")
