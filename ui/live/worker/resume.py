"""Going on from a checkpoint: what its zip holds beside the generator, read back safely, and put into a new run.

training.safetensors has every tensor that the pictures and the next step depend on, in full precision: the published
average, both players, the noise of the preview. Only the optimizers' memory is left out, which a few steps renew.
"""

import io
import zipfile
from dataclasses import dataclass

import safetensors.torch
import torch
from torch import Tensor

from genmodels import cards, catalog
from genmodels.cards import CARD, TRAINING, WEIGHTS, Card
from genmodels.config import Config
from genmodels.learner import Learner
from genmodels.reasons import UserError
from ui.live.uploads.own import LISTED, Meter

ENTRIES = 1000  # of a zip; ours have five
CARD_BYTES = 2**20
# Steps that a fresh critic learns alone, as one that knows nothing misleads a trained generator. Digits that
# wgan-gp-mnist shows after both have learned for 100 steps: 5 without, 7 after 100, 10 after 300 steps of catching up.
# dcgan-mnist shows all ten with a fresh discriminator, and catching up makes it no better.
CATCH_UP = {"wgan-gp": 300}


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


def training_tensors(state: dict) -> dict[str, Tensor]:
    """A learner's state without optimizers as flat names: model.*, networks.NAME.*, tensors.*."""
    parts = {"model": state["model"], "tensors": state["tensors"]}
    parts |= {f"networks.{name}": network for name, network in state["networks"].items()}
    return {f"{part}.{key}": value for part, values in parts.items() for key, value in values.items()}


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


def packed(tensors: dict[str, Tensor]) -> bytes:
    """As training.safetensors holds them, and as a worker is lent them."""
    return safetensors.torch.save({key: value.detach().cpu().contiguous() for key, value in tensors.items()})


def _full(value: Tensor) -> Tensor:
    return value.float() if value.is_floating_point() else value


def take_up(learner: Learner, tensors: dict[str, Tensor], steps: int) -> None:
    """The learner as it was after that many steps; what is not among the tensors stays as new."""
    parts = {"model": learner.model} | {f"networks.{name}": network for name, network in learner.networks.items()}
    for part, network in parts.items():
        own = {key.removeprefix(part + "."): value for key, value in tensors.items() if key.startswith(part + ".")}
        if not own and part == "networks.generator":  # the average is a good generator, too
            own = {key.removeprefix("model."): value for key, value in tensors.items()}
        if own:
            network.load_state_dict(own)
    for key, value in tensors.items():
        if key.startswith("tensors."):
            getattr(learner, key.removeprefix("tensors.")).copy_(value)
    learner.go_on_from(steps)


def catching_up(family: str, config: Config, steps: int) -> tuple[tuple[int, str, object], ...]:
    """The turns by which a fresh opponent learns alone at first, as a job takes them; none where that helps nobody."""
    if family not in CATCH_UP:
        return ()
    return (steps, "players", "discriminator"), (steps + CATCH_UP[family], "players", config.players)


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
