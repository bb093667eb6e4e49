"""What lies in a cache folder of the Hub's client, and what is deleted from one. Asks nobody.

A repository is a folder there, with a folder for each commit, whose files are links to content that commits share.
"""

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import constants, scan_cache_dir, try_to_load_from_cache
from huggingface_hub.errors import CacheNotFound, HFValidationError
from huggingface_hub.file_download import repo_folder_name

from genmodels import cards
from genmodels.cards import CARD, Card
from genmodels.reasons import CheckpointError, UserError


@dataclass(frozen=True)
class Found:
    """A checkpoint that is on this machine, whole and verified, unless it is a folder that somebody named.

    source: "bundled", "folder", "cached" or "downloaded".  trouble: why it is not what was asked for first, if so.
    repository: "owner/repo@commit" of one that is from the Hub.
    """

    folder: Path
    card: Card
    source: str
    trouble: CheckpointError | None = None
    repository: str = ""

    @property
    def reason(self) -> str:
        """The trouble in a sentence; empty where there is none."""
        return str(self.trouble or "")


def own() -> Path:
    """The folder that the Hub's client uses by itself (HF_HUB_CACHE)."""
    return Path(constants.HF_HUB_CACHE)


def at_hand(repository: str, cache: Path | None = None) -> Found | None:
    """The checkpoint "owner/repo@revision" as it lies in this folder or in the Hub's own cache, verified, or None.

    Asks nobody.
    """
    repo_id, _, revision = repository.partition("@")
    return lying(repo_id, revision or "main", None, cache)


def lying(repo_id: str, revision: str, card: Card | None, cache: Path | None = None) -> Found | None:
    """The checkpoint as it is in this folder or else in the Hub's own cache."""
    return (cache and _cached(repo_id, revision, card, cache)) or _cached(repo_id, revision, card)


def _cached(repo_id: str, revision: str, card: Card | None, cache: Path | None = None) -> Found | None:
    """The checkpoint as it is in a cache, if every one of its files is there and is what the card says."""
    try:
        path = try_to_load_from_cache(repo_id, CARD, cache, revision)
    except (HFValidationError, OSError, ValueError):
        return None
    if not isinstance(path, str):
        return None
    folder = Path(path).parent
    try:
        card = card or cards.read_card(folder, called=repo_id)
    except CheckpointError:
        return None
    if cards.damage(folder, card):
        return None
    return Found(folder, card, "cached", repository=f"{repo_id}@{folder.name}")  # a snapshot's folder is its commit


def is_cached(card: Card) -> bool:
    """Whether the files of a published card are in the Hub's cache, whole; asks nobody."""
    return bool(card.revision) and _cached(card.repo_id, card.revision, card) is not None


def lies_in_cache(card: Card) -> bool:
    """The same without a look at their hashes, which a list has no time for; loading compares them."""
    lying = (try_to_load_from_cache(card.repo_id, name, revision=card.revision) for name in (CARD, *card.files))
    return bool(card.revision) and all(isinstance(path, str) for path in lying)


def whole(cache: Path) -> list[Found]:
    """The checkpoints whose files are all there, by repository, of each the newest commit first.

    Sizes are compared, hashes only once a checkpoint is loaded: for a list that would take seconds.
    """
    found = []
    for repository in sorted(_repositories(cache), key=lambda each: each.repo_id):
        for revision in sorted(repository.revisions, key=lambda each: each.last_modified, reverse=True):
            try:
                card = cards.read_card(revision.snapshot_path, called=repository.repo_id)
            except UserError:
                continue
            sizes = {file.file_name: file.size_on_disk for file in revision.files}
            if card.files and all(sizes.get(name) == facts["size"] for name, facts in card.files.items()):
                place = f"{repository.repo_id}@{revision.commit_hash}"
                found.append(Found(revision.snapshot_path, card, "cached", repository=place))
    return found


def newest(cache: Path) -> list[Found]:
    """The same, of each repository the newest commit alone."""
    found: dict[str, Found] = {}
    for each in whole(cache):
        found.setdefault(each.repository.partition("@")[0], each)
    return list(found.values())


def repositories(cache: Path) -> list[str]:
    """Of which repositories there is anything, whole or not."""
    return [path.name.removeprefix("models--").replace("--", "/") for path in cache.glob("models--*")]


def occupied(cache: Path) -> int:
    """Bytes of all that lies in the folder."""
    total = 0
    for path in cache.rglob("*"):
        with contextlib.suppress(OSError):  # deleted meanwhile
            total += path.lstat().st_size if path.is_file() and not path.is_symlink() else 0
    return total


def touched(cache: Path, repo_id: str) -> float:
    """When anything of a repository was written last, in seconds since 1970; 0 where there is nothing."""
    times = [0.0]
    for path in _folder(cache, repo_id).rglob("*"):
        with contextlib.suppress(OSError):
            times.append(path.lstat().st_mtime)
    return max(times)


def delete(cache: Path, repository: str) -> None:
    """Takes "owner/repo@commit" out of the folder; `sweep` then frees the space."""
    repo_id, _, commit = repository.partition("@")
    shutil.rmtree(_folder(cache, repo_id) / "snapshots" / commit, ignore_errors=True)


def sweep(cache: Path, repo_id: str) -> None:
    """Deletes what there is of a repository beside checkpoints that are whole: what came halfway or came altered."""
    folder = _folder(cache, repo_id)
    kept = [path for path in folder.glob("snapshots/*") if _intact(path)]
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(cache / ".locks" / folder.name, ignore_errors=True)
        return
    for path in set(folder.glob("snapshots/*")) - set(kept):
        shutil.rmtree(path, ignore_errors=True)
    used = {path.resolve() for path in folder.glob("snapshots/*/*")}
    for path in folder.glob("blobs/*"):
        if path.resolve() not in used:
            with contextlib.suppress(OSError):  # where a reader keeps it open, the next sweep takes it
                path.unlink()


def _intact(snapshot: Path) -> bool:
    try:
        return cards.damage(snapshot, cards.read_card(snapshot)) is None
    except UserError:
        return False


def _folder(cache: Path, repo_id: str) -> Path:
    return cache / repo_folder_name(repo_id=repo_id, repo_type="model")


def _repositories(cache: Path) -> list:
    try:
        return [each for each in scan_cache_dir(cache).repos if each.repo_type == "model"]
    except (CacheNotFound, OSError):
        return []
