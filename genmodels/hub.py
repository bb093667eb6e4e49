"""Checkpoints on the Hugging Face Hub: fetched into its cache, verified, and never waited for in vain.

The library is huggingface_hub: its cache, its etags, its offline mode (HF_HUB_OFFLINE=1), its login (HF_TOKEN). Left to
itself it waits 23 s for a network that refuses and six minutes for a server that never answers, so it is asked in this
order: the cache; one question for the file's metadata, which it does not repeat; only then the download.
"""

import contextvars
import os
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from huggingface_hub import constants, get_hf_file_metadata, hf_hub_download, hf_hub_url, try_to_load_from_cache
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from tqdm.auto import tqdm

from genmodels import cards
from genmodels.cards import CARD, COMMIT, Card
from genmodels.hub_errors import HubError, hub_error
from genmodels.reasons import CheckpointError, UserError

REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+(@[^@\s]+)?")
PATIENCE = 2.5  # seconds for which the Hub is waited for where something else is at hand
ANSWER = 1.5  # seconds for one question: a second one still fits into the patience
SILENT = 30.0  # seconds for which a Hub that did not answer is not asked where something else is at hand
LARGEST = {CARD: 2**20}  # bytes; a stranger's repository must not fill memory or disk
LARGEST_TENSORS = 2**30

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which a checkpoint is fetched.

    token: whose rights; None stands for this machine's login, False for nobody's.  most: bytes that its tensors may
    have together.  accept(card): is called before any tensor is fetched.  told(so far, total): is called as bytes
    arrive, by the thread that fetches; what either raises ends that.
    """

    token: bool | None = None
    most: int = LARGEST_TENSORS
    accept: Callable[[Card], None] = lambda card: None
    told: Callable[[int, int], None] = lambda so_far, total: None


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


ANY = Terms()
_silent_until = 0.0  # on the clock of time.monotonic()


def address() -> str:
    """Where the Hub is, for links."""
    return constants.ENDPOINT


def own_repository(name: str) -> str:
    """Where GENMODELS_HUB says that this name of the catalog is; empty where it is not set.

    GENMODELS_HUB=kim/lecture makes it kim/lecture-NAME, GENMODELS_HUB=kim makes it kim/NAME.
    """
    prefix = os.environ.get("GENMODELS_HUB", "").strip().rstrip("/")
    if not prefix:
        return ""
    repository = f"{prefix}-{name}" if "/" in prefix else f"{prefix}/{name}"
    if not REPOSITORY.fullmatch(repository) or "@" in repository:
        raise UserError(f"GENMODELS_HUB must be an owner or owner/prefix, not {prefix!r}")
    return repository


def fetch(repository: str, card: Card | None = None, *, hurry: bool = False, terms: Terms = ANY) -> Found:
    """The checkpoint "owner/repo" or "owner/repo@revision", its tensors verified against the card.

    card: the card that says what the files must be; without it, the repository's own.
    hurry: the caller has something to fall back on, so wait for PATIENCE at most. What is in the cache is a fallback
    as well; where there is none, a download takes the time that it takes.
    Raises HubError.
    """
    repo_id, _, revision = repository.partition("@")
    revision = revision or "main"
    at_hand = _cached(repo_id, revision, card)
    if at_hand and COMMIT.fullmatch(revision):
        return at_hand
    try:
        if at_hand or hurry:
            if time.monotonic() < _silent_until:  # a page shows several models, and each would wait as long
                raise HubError("no_answer")
            return promptly(_fetch, repo_id, revision, card, terms)
        return _fetch(repo_id, revision, card, terms)
    except HubError as error:
        if at_hand is None:
            raise
        return replace(at_hand, trouble=error)


def is_cached(card: Card) -> bool:
    """Whether the files of a published card are in the Hub's cache, whole; asks nobody."""
    return bool(card.revision) and _cached(card.repo_id, card.revision, card) is not None


def lies_in_cache(card: Card) -> bool:
    """The same without a look at their hashes, which a list has no time for; loading compares them."""
    lying = (try_to_load_from_cache(card.repo_id, name, revision=card.revision) for name in (CARD, *card.files))
    return bool(card.revision) and all(isinstance(path, str) for path in lying)


def ask_anew() -> None:
    """From now on a Hub that did not answer is waited for again."""
    global _silent_until
    _silent_until = 0.0


def at_hand(repository: str) -> Found | None:
    """The checkpoint "owner/repo@revision" as it is in the cache, verified; None where it is not. Asks nobody."""
    repo_id, _, revision = repository.partition("@")
    return _cached(repo_id, revision or "main", None)


def _fetch(repo_id: str, revision: str, card: Card | None, terms: Terms) -> Found:
    """Downloads what is missing of that revision; the branch's name moves on only once all of it is there."""
    commit = _ask_about(repo_id, revision, CARD, terms).commit_hash or revision
    if found := _cached(repo_id, commit, card):
        _download(repo_id, revision, CARD, terms)
        return found
    folder = _download(repo_id, commit, CARD, terms).parent
    card = card or _card(folder, repo_id)
    terms.accept(card)
    total, done = sum(facts["size"] for facts in card.files.values()), 0
    if total > terms.most:
        raise HubError("too_large", name=repo_id, size=total, most=terms.most)
    terms.told(0, total)
    for name in card.files:
        _download_verified(repo_id, commit, name, card, replace(terms, told=_adding(terms.told, done, total)))
        done += card.files[name]["size"]
        terms.told(done, total)
    _download(repo_id, revision, CARD, terms)
    return Found(folder, card, "downloaded", repository=f"{repo_id}@{commit}")


def _adding(told: Callable[[int, int], None], before: int, total: int) -> Callable[[int, int], None]:
    return lambda done, _: told(before + done, total)


def _card(folder: Path, repo_id: str) -> Card:
    try:
        return cards.read_card(folder, called=repo_id)
    except CheckpointError as error:
        raise HubError.of(error) from error


def _cached(repo_id: str, revision: str, card: Card | None) -> Found | None:
    """The checkpoint as it is in the cache, if every one of its files is there and is what the card says."""
    try:
        path = try_to_load_from_cache(repo_id, CARD, revision=revision)
    except (HFValidationError, OSError, ValueError):
        return None
    if not isinstance(path, str):
        return None
    folder = Path(path).parent
    try:
        card = card or _card(folder, repo_id)
    except HubError:
        return None
    if cards.damage(folder, card):
        return None
    return Found(folder, card, "cached", repository=f"{repo_id}@{folder.name}")  # a snapshot's folder is its commit


def _download_verified(repo_id: str, commit: str, name: str, card: Card, terms: Terms) -> None:
    """One file of tensors into the cache; one that lies there already but is not what was published is replaced."""
    lying = try_to_load_from_cache(repo_id, name, revision=commit)
    expected = card.files[name]
    size = _ask_about(repo_id, commit, name, terms).size
    if size is not None and size != expected["size"]:
        raise HubError("other_size", name=f"{repo_id}/{name}", size=size, expected=expected["size"])
    replaces = isinstance(lying, str) and cards.sha256(Path(lying)) != expected["sha256"]
    path = _download(repo_id, commit, name, terms, force_download=replaces, tqdm_class=_counter(terms.told))
    try:
        cards.check(replace(card, name=repo_id), name, cards.sha256(path))
    except CheckpointError as error:
        raise HubError.of(error) from error


def _counter(told: Callable[[int, int], None]) -> type[tqdm]:
    """A progress bar for the client that shows nothing and tells how many bytes of the file have come."""

    class Counter(tqdm):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options | {"disable": True})
            self.come = options.get("initial") or 0

        def update(self, n: float = 1) -> None:
            self.come += int(n)
            told(self.come, 0)

    return Counter


def _ask_about(repo_id: str, revision: str, name: str, terms: Terms):
    """What the Hub knows of a file: commit_hash, size. Raises HubError within PATIENCE if it does not answer."""
    global _silent_until
    url = _patiently(hf_hub_url, repo_id, repo_id, name, revision=revision)
    try:
        about = promptly(_patiently, get_hf_file_metadata, repo_id, url, timeout=ANSWER, token=terms.token)
    except HubError as error:
        if error.kind == "no_answer":
            _silent_until = time.monotonic() + SILENT
        raise
    most = LARGEST.get(name, LARGEST_TENSORS)
    if (about.size or 0) > most:
        raise HubError("too_large", name=f"{repo_id}/{name}", size=about.size, most=most)
    return about


def _download(repo_id: str, revision: str, name: str, terms: Terms, **options) -> Path:
    """The file's place in the cache. The client writes beside it and renames, so it is there whole or not at all."""
    call = {"revision": revision, "etag_timeout": ANSWER, "library_name": "genmodels", "token": terms.token, **options}
    return Path(_patiently(hf_hub_download, repo_id, repo_id, name, **call))


def _patiently(work: Callable[..., Answer], repo_id: str, *arguments, **options) -> Answer:
    """The answer of a client's function; a Hub that is busy (429, 5xx) is asked again as long as patience lasts."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return work(*arguments, **options)
        except HfHubHTTPError as error:
            pause = _pause(error)
            if pause is None or time.monotonic() + pause > deadline:
                raise hub_error(error, repo_id) from error
            time.sleep(pause)
        except Exception as error:
            raise hub_error(error, repo_id) from error


def promptly(work: Callable[..., Answer], *arguments, **options) -> Answer:
    """What `work` returns if it does so within PATIENCE, else HubError.

    No timeout of the client covers a name server that is silent or a byte that comes every second, so the work has a
    thread of its own. It goes on after we stop waiting: whoever asks again may find the file in the cache.
    """
    future: Future = Future()
    context = contextvars.copy_context()  # carries whoever shows the client's progress bars

    def run() -> None:
        try:
            future.set_result(context.run(work, *arguments, **options))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="hub", daemon=True).start()
    try:
        return future.result(PATIENCE)
    except TimeoutError as error:
        raise HubError("no_answer") from error


def _pause(error: HfHubHTTPError) -> float | None:
    """Seconds after which to ask again; None where asking again is no use."""
    status = error.response.status_code
    if status != 429 and status < 500:
        return None
    try:
        return max(0.1, float(error.response.headers.get("Retry-After", 0.5)))
    except ValueError:  # a date: longer than we wait
        return None
