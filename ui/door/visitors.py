"""Who asks: the one place where a request becomes a name for taking turns, for limits and for nothing else."""

from typing import Any

KEY = "genmodels.visitor"  # in a request's scope, where the gate has written it


def of(request: Any) -> str:
    """The visitor behind a request of Gradio's or of FastAPI's: address and page, or the address alone.

    The page's session is what its client says it is, so this is good for sharing out, never for trusting.
    """
    request = getattr(request, "request", request)  # Gradio wraps FastAPI's
    if request is None:
        return ""
    return request.scope.get(KEY) or (request.client.host if request.client else "")
