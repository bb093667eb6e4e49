"""What can go wrong with the Hub, told by its kind (see `reasons`)."""

from typing import Self

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
from genmodels.reasons import CheckpointError


class HubError(CheckpointError):
    """What the Hub did not give, and why, in one sentence that may be shown to a visitor. status: of HTTP, else 0."""

    status = 0

    @classmethod
    def of(cls, error: CheckpointError) -> Self:
        """What is wrong with a file that the Hub gave."""
        return cls(error.kind, **error.fields)


def hub_error(error: Exception, repo_id: str) -> HubError:
    """What the client ran into: names repositories, never a path of this machine."""
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    fields = {"name": repo_id, "status": status, "card": CARD, "weights": WEIGHTS}
    found = HubError(_kind(error, status), **fields)
    found.status = status
    return found


def _kind(error: Exception, status: int) -> str:
    match error:
        case OfflineModeIsEnabled():
            return "offline"
        case GatedRepoError():
            return "gated"
        case DisabledRepoError():
            return "disabled"
        case RepositoryNotFoundError():
            return "no_repository"
        case RevisionNotFoundError():
            return "no_revision"
        case HfHubHTTPError() if status == 429:
            return "too_often"
        case HfHubHTTPError() if status in (401, 403):
            return "no_access"
        case HfHubHTTPError() if status == 409:
            return "exists"
        case HfHubHTTPError() if status >= 500:
            return "hub_trouble"
        case EntryNotFoundError() if status == 404:
            return "no_entry"
        case HFValidationError():
            return "no_name"
        case httpx2.TimeoutException():
            return "no_answer"
        case OSError(errno=number) if number in (28, 122):
            return "disk_full"
    return "unreachable"
