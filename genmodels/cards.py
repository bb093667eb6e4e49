"""A checkpoint's folder, laid out exactly as on the Hub: what is in it, and how it is written and read.

    model.safetensors        the weights, on disk in half precision where that is close enough, float32 in memory
    config.json              the card: family, configuration, data, command, scores, size and hash of the tensors
    evaluation.safetensors   what the tabs need of the evaluation (KL per latent, test means), where there is any
    training.safetensors     what training goes on from (both players, the preview's noise), of a run in the browser
    README.md, samples.png   the card for people

Nothing but safetensors and JSON is read: opening a checkpoint never runs code from it. Knows neither models nor Hub.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor, nn

from genmodels.reasons import CheckpointError

WEIGHTS, CARD, EVALUATION = "model.safetensors", "config.json", "evaluation.safetensors"
TRAINING = "training.safetensors"
TENSORS = (WEIGHTS, EVALUATION, TRAINING)
# How far half precision may move a tensor, as a share of its length. Rounding alone moves it by at most 0.0005; further
# goes a weight above 65,504, which half precision does not hold, or a tensor whose weights are all below a millionth.
CLOSE = 1e-3
NEXT = ".{}.next"  # what a file is called until all that belongs to it is there
COMMIT, SHA256 = re.compile("[0-9a-f]{40}"), re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Card:
    """All that is known of a checkpoint beside its weights.

    scores: what `python -m train evaluate` measured.  files: name -> {"size": bytes, "sha256": hexadecimal}.
    repo_id, revision: where on the Hub the same files are; a full commit, because a branch may move on to others.
    """

    name: str
    family: str
    config: dict
    data: str = ""
    licence: str = ""
    credit: str = ""
    command: str = ""
    seed: int = 0
    steps: int = 0
    seconds: float = 0.0
    hardware: str = ""
    scores: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    repo_id: str = ""
    revision: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a card that is none: cards come from strangers too."""
        for entry in dataclasses.fields(self):
            value = getattr(self, entry.name)
            if not isinstance(value, (int, float) if entry.type is float else entry.type):
                raise ValueError(f"{entry.name} is {value!r}")
            if entry.type in (int, float) and not is_number(value):
                raise ValueError(f"{entry.name} is no finite number")
        for name, facts in self.files.items():
            if name not in TENSORS or type(facts["size"]) is not int or not SHA256.fullmatch(facts["sha256"]):
                raise ValueError(f"{name} is {facts!r}")
        if self.revision and not COMMIT.fullmatch(self.revision):
            raise ValueError(f"{self.revision!r} is no commit")


def is_number(value: object) -> bool:
    """Whether a value of a card is a number that a float can hold: JSON has NaN, strings and 400 digits as well."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def read_card(folder: Path, called: str = "") -> Card:
    """The card in a folder. called: what to call the folder in a sentence, where its own name says nothing."""
    called = called or folder.name
    try:
        _mend(folder)
        content = (folder / CARD).read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError("no_card", name=called, card=CARD, weights=WEIGHTS) from error
    except OSError as error:
        raise CheckpointError("bad_card", name=called, card=CARD) from error
    return card_from(content, called)


def card_from(content: bytes, called: str) -> Card:
    """The card that a config.json holds; raises CheckpointError where it holds none."""
    try:
        values = json.loads(content.decode())
        known = {entry.name for entry in dataclasses.fields(Card)}
        return Card(**{key: value for key, value in values.items() if key in known})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CheckpointError("bad_card", name=called, card=CARD) from error


def read_tensors(folder: Path, name: str, card: Card) -> dict[str, Tensor]:
    """The tensors of one of a checkpoint's files, as they lie there; none is built before the hash is the card's."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise CheckpointError("no_file", name=card.name, file=name) from error
    return tensors_from(content, name, card)


def tensors_from(content: bytes, name: str, card: Card) -> dict[str, Tensor]:
    """The tensors that a file's content holds, where its hash is the card's."""
    check(card, name, hashlib.sha256(content).hexdigest())
    try:
        return safetensors.torch.load(content)
    except (SafetensorError, ValueError) as error:
        raise CheckpointError("no_tensors", name=card.name, file=name) from error


def read_weights(folder: Path, card: Card) -> dict[str, Tensor]:
    """The weights in float32, whatever they were stored in."""
    tensors = read_tensors(folder, WEIGHTS, card)
    return {key: value.float() if value.is_floating_point() else value for key, value in tensors.items()}


def check(card: Card, name: str, found: str) -> None:
    """Raises CheckpointError unless `found` is the sha256 that the card gives for the file of that name."""
    expected = card.files.get(name, {}).get("sha256", "none in the card")
    if found != expected:
        raise CheckpointError("altered", name=card.name, file=name, found=found, expected=expected)


def damage(folder: Path, card: Card) -> CheckpointError | None:
    """What is wrong with the folder's tensors; None where every file is there and as published."""
    for name in card.files or TENSORS[:1]:
        try:
            check(card, name, sha256(folder / name))
        except CheckpointError as error:
            return error
        except OSError:
            return CheckpointError("no_file", name=card.name, file=name)
    return None


def save(folder: Path, model: nn.Module, card: Card) -> Card:
    """Writes weights and card, both or neither; returns the card with the files' hashes."""
    folder.mkdir(parents=True, exist_ok=True)
    learned = {name for name, _ in model.named_parameters()}
    exact = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    weights = {name: _halved(value) if name in learned else value for name, value in exact.items()}
    return _write_with_card(folder, WEIGHTS, safetensors.torch.save(weights, {"format": "pt"}), card)


def _halved(weights: Tensor) -> Tensor:
    """A tensor in half precision where that is close enough (see CLOSE), else as it is."""
    half, exact = weights.half(), weights.double()  # the squares of 1e30 and of 1e-30 need double precision
    close = (half - exact).norm() <= CLOSE * exact.norm()  # false where a number is not finite
    return half if close else weights


def add_evaluation(folder: Path, scores: dict, tensors: dict[str, Tensor]) -> Card:
    """Writes what an evaluation found into a checkpoint's folder; returns its new card."""
    card = dataclasses.replace(read_card(folder), scores=scores)
    if not tensors:
        return write_card(folder, card)
    packed = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
    return _write_with_card(folder, EVALUATION, safetensors.torch.save(packed), card)


def _write_with_card(folder: Path, name: str, content: bytes, card: Card) -> Card:
    """Replaces a file of tensors and the card that has its hash. Two files cannot be renamed in one step, so both are
    written out first; whoever is killed between the two renames leaves what `_mend` needs to do the second."""
    waiting, waiting_card = (folder / NEXT.format(each) for each in (name, CARD))
    write_whole(waiting, content)
    facts = {name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}}
    others = {each: value for each, value in _facts(folder).items() if each != name}
    card = _with_files(card, {each: (facts | others)[each] for each in TENSORS if each in facts | others})
    write_whole(waiting_card, _text(card))
    waiting.replace(folder / name)
    with contextlib.suppress(FileNotFoundError):  # a reader came between and has done it
        waiting_card.replace(folder / CARD)
    return card


def _mend(folder: Path) -> None:
    """Brings the card of tensors whose writer was killed before the card had its turn."""
    waiting = folder / NEXT.format(CARD)
    if not waiting.exists():
        return
    current, following = (card_from(path.read_bytes(), folder.name) for path in (folder / CARD, waiting))
    if damage(folder, current) and not damage(folder, following):
        with contextlib.suppress(FileNotFoundError):
            waiting.replace(folder / CARD)


def write_card(folder: Path, card: Card) -> Card:
    """Writes config.json with size and sha256 of the folder's tensors; where these changed, the revision is dropped."""
    card = _with_files(card, _facts(folder))
    write_whole(folder / CARD, _text(card))
    return card


def _facts(folder: Path) -> dict[str, dict]:
    found = [name for name in TENSORS if (folder / name).exists()]
    return {name: {"size": (folder / name).stat().st_size, "sha256": sha256(folder / name)} for name in found}


def _with_files(card: Card, files: dict[str, dict]) -> Card:
    return dataclasses.replace(card, files=files, revision=card.revision if files == card.files else "")


def _text(card: Card) -> bytes:
    return (json.dumps(dataclasses.asdict(card), indent=2, ensure_ascii=False) + "\n").encode()


def write_whole(path: Path, content: bytes) -> None:
    """Replaces a file in one step, so that whoever reads it, after whatever crash, finds the old or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
