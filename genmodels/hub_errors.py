"""What can go wrong with the Hub, each in one sentence that names the way out."""

import httpx2
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from genmodels.cards import CARD, WEIGHTS
from genmodels.config import UserError


class HubError(UserError):
    """What the Hub did not give, and why, in one sentence that may be shown to a visitor. status: of HTTP, else 0."""

    def __init__(self, sentence: str, status: int = 0):
        super().__init__(sentence)
        self.status = status


def hub_error(error: Exception, repo_id: str) -> HubError:
    """What the client ran into, as one sentence."""
    return HubError(_sentence(error, repo_id), error.response.status_code if isinstance(error, HfHubHTTPError) else 0)


def _sentence(error: Exception, repo_id: str) -> str:
    """What went wrong and what to do: names repositories, never a path of this machine."""
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    match error:
        case OfflineModeIsEnabled():
            return f"{repo_id} is not in the cache and HF_HUB_OFFLINE forbids to ask the Hub; unset it and try again"
        case GatedRepoError():
            return f"{repo_id} is gated; ask for access on its page on the Hub and log in with `hf auth login`"
        case DisabledRepoError():
            return f"{repo_id} was disabled by the Hub; choose another checkpoint"
        case RepositoryNotFoundError():
            return f"the Hub has no repository {repo_id} that may be read from here; check its name and your login"
        case RevisionNotFoundError():
            return f"{repo_id} has no such revision; name a commit, branch or tag that it has"
        case HfHubHTTPError() if status == 429:
            return f"the Hub was asked too often and wants us to wait (429) before it gives {repo_id}; try again later"
        case HfHubHTTPError() if status in (401, 403):
            return f"the Hub does not give access to {repo_id} ({status}); log in with `hf auth login`"
        case HfHubHTTPError() if status == 409:
            return f"{repo_id} is there already; choose another name"
        case HfHubHTTPError() if status >= 500:
            return f"the Hub has trouble of its own ({status}) with {repo_id}; try again later"
        case EntryNotFoundError() if status == 404:
            return f"{repo_id} lacks a file of a checkpoint ({CARD}, {WEIGHTS}); it may be none"
        case HFValidationError():
            return f"{repo_id!r} is no name of a repository; it is owner/name"
        case httpx2.TimeoutException():
            return "the Hub did not answer in time; try again later"
        case OSError(errno=number) if number in (28, 122):
            return f"the disk is full, so {repo_id} could not be stored; make room and try again"
    return f"the Hub could not be reached for {repo_id}; check the network and try again"
