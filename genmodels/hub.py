"""Checkpoints on the Hugging Face Hub: fetched into its cache, verified, and never waited for in vain.

The library is huggingface_hub: its cache, its etags, its offline mode (HF_HUB_OFFLINE=1), its login (HF_TOKEN). Left to
itself it waits 23 s for a network that refuses and six minutes for a server that never answers, so it is asked in this
order: the cache; one question each for the commit and for the sizes of its files; only then the download.
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

from huggingface_hub import (
    HfApi,
    constants,
    get_hf_file_metadata,
    hf_hub_download,
    hf_hub_url,
    try_to_load_from_cache,
)
from huggingface_hub.errors import HfHubHTTPError
from tqdm.auto import tqdm

from genmodels import cards, hub_cache
from genmodels.cards import CARD, COMMIT, WEIGHTS, Card
from genmodels.hub_cache import Found
from genmodels.hub_errors import HubError, hub_error
from genmodels.reasons import CheckpointError, KnownError

REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+(@[^@\s]+)?")
PATIENCE = 2.5  # seconds for which the Hub is waited for where something else is at hand
ANSWER = 1.5  # seconds for one question: a second one still fits into the patience
SILENT = 30.0  # seconds for which a Hub that did not answer is not asked where something else is at hand
LARGEST_CARD, LARGEST_TENSORS = 2**20, 2**30  # bytes; a stranger's repository must not fill memory or disk

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which a checkpoint is fetched.

    token: whose rights; None stands for this machine's login, False for nobody's.  cache: the folder to fetch into, if
    it is not the Hub's own cache.  most: bytes that its tensors may have together.  accept(card): is called before any
    tensor is fetched.  told(so far, total): is called as bytes arrive, by the thread that fetches; what either raises
    ends that.
    """

    token: bool | None = None
    cache: Path | None = None
    most: int = LARGEST_TENSORS
    accept: Callable[[Card], None] = lambda card: None
    told: Callable[[int, int], None] = lambda so_far, total: None


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
        raise KnownError("bad_prefix", prefix=prefix)
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
    at_hand = hub_cache.lying(repo_id, revision, card, terms.cache)
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


def ask_anew() -> None:
    """From now on a Hub that did not answer is waited for again."""
    global _silent_until
    _silent_until = 0.0


def _fetch(repo_id: str, revision: str, card: Card | None, terms: Terms) -> Found:
    """Downloads what is missing of that revision; the branch's name moves on only once all of it is there."""
    commit = _commit(repo_id, revision, terms)
    if found := hub_cache.lying(repo_id, commit, card, terms.cache):
        _download(repo_id, revision, CARD, terms)
        return found
    folder = _download(repo_id, commit, CARD, terms).parent
    card = card or _card(folder, repo_id)
    terms.accept(card)
    sizes, done = _sizes(repo_id, commit, card, terms), 0
    total = sum(sizes.values())
    terms.told(0, total)
    for name, size in sizes.items():
        _download_verified(repo_id, commit, name, card, replace(terms, told=_adding(terms.told, done, total)))
        done += size
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


def _download_verified(repo_id: str, commit: str, name: str, card: Card, terms: Terms) -> None:
    """One file of tensors into the cache; one that lies there already but is not what was published is replaced."""
    lying = try_to_load_from_cache(repo_id, name, terms.cache, commit)
    replaces = isinstance(lying, str) and cards.sha256(Path(lying)) != card.files[name]["sha256"]
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


def _commit(repo_id: str, revision: str, terms: Terms) -> str:
    """The commit that a revision stands for now."""
    url = _patiently(hf_hub_url, repo_id, repo_id, CARD, revision=revision)
    about = _ask(get_hf_file_metadata, repo_id, url, token=terms.token)
    if (about.size or 0) > LARGEST_CARD:
        raise HubError("too_large", name=f"{repo_id}/{CARD}", size=about.size, most=LARGEST_CARD)
    return about.commit_hash or revision


def _sizes(repo_id: str, commit: str, card: Card, terms: Terms) -> dict[str, int]:
    """Bytes of each file of tensors, by the Hub's own listing: what a card says is only its owner's word."""
    about = _ask(HfApi().model_info, repo_id, repo_id, revision=commit, files_metadata=True, token=terms.token)
    listed = {each.rfilename: each.size for each in about.siblings or ()}
    sizes = {name: listed.get(name) for name in card.files}
    for name, size in sizes.items():
        if size is None:
            raise HubError("no_entry", name=repo_id, card=CARD, weights=WEIGHTS)
        if size != card.files[name]["size"]:
            raise HubError("other_size", name=f"{repo_id}/{name}", size=size, expected=card.files[name]["size"])
    if sum(sizes.values()) > terms.most:
        raise HubError("too_large", name=repo_id, size=sum(sizes.values()), most=terms.most)
    return sizes


def _ask(question: Callable[..., Answer], repo_id: str, *arguments, **options) -> Answer:
    """What the Hub answers. Raises HubError within PATIENCE if it does not."""
    global _silent_until
    try:
        return promptly(_patiently, question, repo_id, *arguments, timeout=ANSWER, **options)
    except HubError as error:
        if error.kind == "no_answer":
            _silent_until = time.monotonic() + SILENT
        raise


def _download(repo_id: str, revision: str, name: str, terms: Terms, **options) -> Path:
    """The file's place in the cache. The client writes beside it and renames, so it is there whole or not at all."""
    call = {"revision": revision, "cache_dir": terms.cache, "token": terms.token, **options}
    call |= {"etag_timeout": ANSWER, "library_name": "genmodels"}
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
