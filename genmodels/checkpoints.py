"""Checkpoints: folders laid out exactly as on the Hub, read from the repository, a folder or the Hub.

    model.safetensors        the weights, half precision on disk, float32 in memory
    config.json              the card: family, configuration, data, command, scores, hash of the weights
    evaluation.safetensors   what the tabs need of the evaluation (KL per latent, test means), where there is any
    README.md, samples.png   the card for people

Nothing but safetensors and JSON is read: opening a checkpoint never runs code from it.
"""

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn

from genmodels import catalog
from genmodels.config import UserError
from genmodels.runtime import best_device

BUNDLED = Path(__file__).resolve().parent.parent / "checkpoints"
WEIGHTS, CARD, EVALUATION = "model.safetensors", "config.json", "evaluation.safetensors"


@dataclass(frozen=True, kw_only=True)
class Card:
    """All that is known of a checkpoint beside its weights; `scores` are what `python -m train evaluate` measured."""

    name: str
    family: str
    config: dict
    data: str
    licence: str
    credit: str
    command: str
    seed: int
    steps: int
    seconds: float
    hardware: str
    scores: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    repo_id: str = ""
    revision: str = ""


def names() -> list[str]:
    """The checkpoints that came with the repository."""
    return sorted(folder.parent.name for folder in BUNDLED.glob(f"*/{WEIGHTS}"))


def load(name: str, device: str | torch.device | None = None) -> nn.Module:
    """The model of a bundled checkpoint, a folder, "owner/repo" or "owner/repo@revision" on the Hub.

    It is in eval mode, on the best device unless one is named, its gradients off; `model.card` tells where it is from.
    Raises UserError for an unknown name, a missing or altered file, and a device that is not there.
    """
    folder = find(name)
    card = read_card(folder)
    family = catalog.family(card.family)
    model = family.model(family.config.from_dict(card.config))
    weights = {
        key: value.float() if value.is_floating_point() else value for key, value in _weights(folder, card).items()
    }
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise UserError(
            f"the weights of {card.name} do not fit its configuration; fetch {CARD} and {WEIGHTS} again"
        ) from error
    model.card = card
    return model.to(best_device(str(device) if device else None)).eval().requires_grad_(False)


def evaluation(name: str) -> dict[str, Tensor]:
    """The tensors that the evaluation left for the tabs, float32; empty where there are none."""
    path = find(name) / EVALUATION
    if not path.exists():
        return {}
    return {
        key: value.float() if value.dtype == torch.float16 else value
        for key, value in safetensors.torch.load_file(path).items()
    }


def find(name: str) -> Path:
    """The folder of a checkpoint, fetched from the Hub where the name is an owner/repo."""
    if not isinstance(name, str) or not name:
        raise UserError(f"a checkpoint's name is a word, not {name!r}; there are {', '.join(names())}")
    if (BUNDLED / name / CARD).exists() and Path(name).name == name:
        return BUNDLED / name
    folder = Path(name)
    if folder.is_dir():
        return folder
    if _looks_like_repository(name):
        return _from_hub(name)
    raise UserError(
        f"there is no checkpoint {name!r}; there are {', '.join(names())}, or name a folder or an owner/repo"
    )


def read_card(folder: Path) -> Card:
    path = folder / CARD
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        known = {entry.name for entry in dataclasses.fields(Card)}
        return Card(**{key: value for key, value in values.items() if key in known})
    except FileNotFoundError as error:
        raise UserError(f"{folder.name} has no {CARD}; a checkpoint folder holds {CARD} and {WEIGHTS}") from error
    except (ValueError, TypeError, OSError) as error:
        raise UserError(f"{folder.name}/{CARD} is not a checkpoint's card; fetch it again") from error


def save(folder: Path, model: nn.Module, card: Card) -> Card:
    """Writes weights and card, each file whole or not at all; returns the card with the files' hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    half = {name for name, _ in model.named_parameters()}
    weights = {
        name: (value.half() if name in half else value).detach().cpu().contiguous()
        for name, value in model.state_dict().items()
    }
    write_whole(folder / WEIGHTS, safetensors.torch.save(weights, {"format": "pt"}))
    return write_card(folder, card)


def add_evaluation(folder: Path, scores: dict, tensors: dict[str, Tensor]) -> Card:
    """Writes what an evaluation found into a checkpoint's folder; returns its new card."""
    if tensors:
        packed = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
        write_whole(folder / EVALUATION, safetensors.torch.save(packed))
    return write_card(folder, dataclasses.replace(read_card(folder), scores=scores))


def write_card(folder: Path, card: Card) -> Card:
    """Writes config.json, with size and sha256 of the folder's tensors."""
    found = [name for name in (WEIGHTS, EVALUATION) if (folder / name).exists()]
    files = {name: {"size": (folder / name).stat().st_size, "sha256": sha256(folder / name)} for name in found}
    card = dataclasses.replace(card, files=files)
    text = json.dumps(dataclasses.asdict(card), indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / CARD, text.encode())
    return card


def write_whole(path: Path, content: bytes) -> None:
    """Replaces a file in one step, so that whoever reads it, after whatever crash, finds the old or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _weights(folder: Path, card: Card) -> dict[str, Tensor]:
    """The checkpoint's tensors, once their hash is the one in the card."""
    path = folder / WEIGHTS
    if not path.exists():
        raise UserError(f"{folder.name} has no {WEIGHTS}; a checkpoint folder holds {CARD} and {WEIGHTS}")
    expected, found = card.files.get(WEIGHTS, {}).get("sha256"), sha256(path)
    if expected != found:
        raise UserError(
            f"{folder.name}/{WEIGHTS} is not the file {card.name} was published with "
            f"(sha256 {found[:12]}..., expected {str(expected)[:12]}...); delete it and fetch it again"
        )
    try:
        return safetensors.torch.load_file(path)
    except Exception as error:  # safetensors raises a type of its own that it does not export
        raise UserError(f"{folder.name}/{WEIGHTS} is not a safetensors file; delete it and fetch it again") from error


def _looks_like_repository(name: str) -> bool:
    owner, _, rest = name.partition("/")
    return bool(owner) and bool(rest) and "/" not in rest and not name.startswith((".", "~", "/"))


def _from_hub(name: str) -> Path:
    """The snapshot of a repository in the Hub's cache, downloaded where it is missing."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    repository, _, revision = name.partition("@")
    wanted = [WEIGHTS, CARD, EVALUATION]
    try:
        return Path(snapshot_download(repository, revision=revision or None, allow_patterns=wanted))
    except (LocalEntryNotFoundError, ConnectionError, OSError) as error:
        raise UserError(
            f"{name} is not in the cache and the Hub could not be reached; check the network, or name a folder"
        ) from error
    except (HfHubHTTPError, HFValidationError) as error:
        raise UserError(
            f"the Hub has no checkpoint {name} that may be read from here; check owner, name and access"
        ) from error
