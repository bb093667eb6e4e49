"""Which checkpoints there are on the Hub: found by the library's tag."""

from dataclasses import dataclass

from huggingface_hub import HfApi
from huggingface_hub.errors import OfflineModeIsEnabled

from genmodels import hub
from genmodels.hub_errors import HubError, hub_error

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
