"""Which checkpoints there are: on the Hub, found by the library's tag, and in this machine's cache of it."""

from dataclasses import dataclass

from huggingface_hub import HfApi, constants, scan_cache_dir
from huggingface_hub.errors import CacheNotFound, OfflineModeIsEnabled

from genmodels import cards, hub
from genmodels.hub import Found
from genmodels.hub_errors import HubError, hub_error
from genmodels.reasons import UserError

TAG = "genmodels"
MOST = 30  # repositories of one search


@dataclass(frozen=True)
class Listed:
    """A repository as a search shows it. tags: the library's, the family's, and whatever else its owner says."""

    repo_id: str
    tags: tuple[str, ...]
    downloads: int


def search(text: str = "") -> list[Listed]:
    """Public repositories with the library's tag, those most downloaded first; raises HubError within PATIENCE."""
    try:
        return hub.promptly(_search, text)
    except HubError:
        raise
    except OfflineModeIsEnabled as error:
        raise HubError("offline_search") from error
    except Exception as error:
        raise hub_error(error, TAG) from error


def _search(text: str) -> list[Listed]:
    found = HfApi(token=False).list_models(filter=TAG, search=text or None, sort="downloads", limit=MOST)
    return [Listed(model.id, tuple(model.tags or ()), model.downloads or 0) for model in found]


def cached() -> list[Found]:
    """The checkpoints in the Hub's cache whose files are all there: of each repository the newest. Asks nobody.

    Their hashes are compared once they are loaded; to do so for a list would take seconds.
    """
    newest: list[Found] = []
    for repository in sorted(_repositories(), key=lambda each: each.repo_id):
        for revision in sorted(repository.revisions, key=lambda each: each.last_modified, reverse=True):
            try:
                card = cards.read_card(revision.snapshot_path, called=repository.repo_id)
            except UserError:
                continue
            sizes = {file.file_name: file.size_on_disk for file in revision.files}
            if card.files and all(sizes.get(name) == facts["size"] for name, facts in card.files.items()):
                place = f"{repository.repo_id}@{revision.commit_hash}"
                newest.append(Found(revision.snapshot_path, card, "cached", repository=place))
                break
    return newest


def forget(repository: str) -> None:
    """Deletes "owner/repo@commit" from the cache, if it is there."""
    repo_id, _, commit = repository.partition("@")
    if any(commit == rev.commit_hash for repo in _repositories() if repo.repo_id == repo_id for rev in repo.revisions):
        scan_cache_dir(constants.HF_HUB_CACHE).delete_revisions(commit).execute()


def _repositories() -> list:
    try:
        return [each for each in scan_cache_dir(constants.HF_HUB_CACHE).repos if each.repo_type == "model"]
    except (CacheNotFound, OSError):
        return []
