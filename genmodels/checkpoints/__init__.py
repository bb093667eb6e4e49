"""The published checkpoints by name: in the repository, in a folder, or on the Hub.

A folder in checkpoints/ is one checkpoint. It holds a card, and the weights unless they are on the Hub alone.
"""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from genmodels import cards, catalog, hub, hub_cache
from genmodels.cards import (
    CARD,
    EVALUATION,
    WEIGHTS,
    Card,
    add_evaluation,
    read_card,
    save,
    sha256,
    write_card,
    write_whole,
)
from genmodels.hub_cache import Found
from genmodels.model import Model
from genmodels.reasons import CheckpointError
from genmodels.runtime import best_device

__all__ = [
    "BUNDLED",
    "CARD",
    "EVALUATION",
    "WEIGHTS",
    "Card",
    "Found",
    "add_evaluation",
    "at_hand",
    "evaluation",
    "evaluation_of",
    "find",
    "is_at_hand",
    "load",
    "locate",
    "names",
    "published",
    "read_card",
    "restore",
    "save",
    "sha256",
    "write_card",
    "write_whole",
]

_HERE = Path(__file__).resolve()
_INSTALLED = _HERE.parents[1] / "published"  # where a wheel has what the repository has beside the package
BUNDLED = _INSTALLED if _INSTALLED.is_dir() else _HERE.parents[2] / "checkpoints"


def published() -> list[str]:
    """The names of the catalog, those whose weights are on the Hub alone included."""
    return sorted(path.parent.name for path in BUNDLED.glob(f"*/{CARD}"))


def names() -> list[str]:
    """The checkpoints whose weights came with the repository."""
    return sorted(path.parent.name for path in BUNDLED.glob(f"*/{WEIGHTS}"))


def at_hand() -> list[str]:
    """The published checkpoints whose weights are on this machine, bundled or in the Hub's cache; asks nobody."""
    return [name for name in published() if is_at_hand(name)]


def is_at_hand(name: str) -> bool:
    """Whether it is one of them, found without a look at all the others."""
    at = BUNDLED / name
    there = at.parent == BUNDLED and (at / CARD).exists()
    return there and ((at / WEIGHTS).exists() or hub_cache.lies_in_cache(read_card(at)))


def load(name: str, device: str | torch.device | None = None) -> Model:
    """The model of a published checkpoint, a folder, "owner/repo" or "owner/repo@revision" on the Hub.

    It is in eval mode, on the best device unless one is named, its gradients off. `model.card` is what is known of it,
    `model.source` says where these weights are from (see `hub_cache.Found`), `model.reason` why not from elsewhere
    (`model.trouble` is the same as an error, or None).
    Raises UserError for an unknown name, a missing or altered file, and a device that is not there.
    """
    return restore(locate(name), device)


def restore(found: Found, device: str | torch.device | None = None) -> Model:
    """The model of a checkpoint that is on this machine; see `load`."""
    family = catalog.family(found.card.family)
    model = family.model.restored(family.config.from_dict(found.card.config), found.folder, found.card)
    model.source, model.repository = found.source, found.repository
    model.trouble, model.reason = found.trouble, found.reason
    return model.to(best_device(str(device) if device else None)).eval().requires_grad_(False)


def evaluation(name: str) -> dict[str, Tensor]:
    """The tensors that the evaluation left for the tabs, float32; empty where there are none."""
    found = locate(name)
    return _evaluation(found.folder, found.card)


def evaluation_of(model: Model) -> dict[str, Tensor]:
    """The same of a model that is loaded: from the folder that its weights came from, and nobody is asked."""
    return _evaluation(model.folder, model.card)


def _evaluation(folder: Path, card: Card) -> dict[str, Tensor]:
    if EVALUATION not in card.files:
        return {}
    tensors = cards.read_tensors(folder, EVALUATION, card)
    return {key: value.float() if value.dtype == torch.float16 else value for key, value in tensors.items()}


def find(name: str) -> Path:
    """The folder of a checkpoint, fetched from the Hub where it is not on this machine."""
    return locate(name).folder


def locate(name: str) -> Found:
    """Where a checkpoint is, fetched from the Hub if need be; says so where it is not what was asked for first."""
    if not isinstance(name, str) or not name:
        raise CheckpointError("no_word", name=name, known=", ".join(published()))
    if name in published():
        return _published(name)
    if _is_folder(name):
        folder = Path(name)
        return Found(folder, read_card(folder), "folder")
    if hub.REPOSITORY.fullmatch(name):
        return hub.fetch(name)
    raise CheckpointError("no_checkpoint", name=name, known=", ".join(published()))


def _published(name: str) -> Found:
    """Somebody's own upload where GENMODELS_HUB names one, else the bundled files if intact, else the Hub's."""
    bundled = Found(BUNDLED / name, read_card(BUNDLED / name), "bundled")
    card = bundled.card
    trouble = cards.damage(bundled.folder, card)
    if own := hub.own_repository(name):
        try:
            return hub.fetch(own, hurry=not trouble)
        except hub.HubError as error:
            if trouble:
                raise
            return Found(bundled.folder, card, "bundled", error)
    if not trouble:
        return bundled
    altered = trouble if (bundled.folder / WEIGHTS).exists() else None
    if not card.repo_id or not card.revision:
        raise trouble
    found = hub.fetch(f"{card.repo_id}@{card.revision}", card)
    return replace(found, card=card, trouble=found.trouble or altered)


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # too long for a file system, or a byte that no path may hold
        return False
