"""A live run's model to the Hub, with the visitor's own login and no other.

People can log in where the playground is a Space with `hf_oauth: true`. Elsewhere Gradio's login button would stand in
with the login of this machine, so there is none.
"""

import re
import tempfile
import threading
from pathlib import Path

from gradio import oauth
from gradio.utils import get_space

from genmodels import hub, hub_push
from genmodels.hub_errors import HubError
from ui.language.words import Complaint
from ui.live.keep.export import write_checkpoint
from ui.live.panel.control import run_of
from ui.serving import functions
from ui.serving.functions import Login

AT_ONCE = 2  # uploads, which may be slow; the rest of the errands go on
NAME = re.compile(r"([A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9]([\w.-]{0,94}[A-Za-z0-9])?", re.ASCII)
TOLD = (401, 403, 409)  # what the Hub says that has words of its own
_uploads = threading.BoundedSemaphore(AT_ONCE)


def can_log_in() -> bool:
    """Whether Gradio knows this for a Space where visitors log in with accounts of their own."""
    return get_space() is not None and bool(oauth.OAUTH_CLIENT_ID)


def visitor(data: dict, login: Login | None) -> dict:
    """{} -> {"name": of the Hub's account that this browser is logged in with, or None}."""
    return {"name": login.name if login and can_log_in() else None}


def publish(data: dict, login: Login | None) -> dict:
    """{"code", "owner": of the run, "repo": "name" or "owner/name", "private": bool} -> {"repo", "link"}."""
    if not can_log_in() or not login or not login.token:  # without one the client would take this machine's
        raise Complaint("live_publish.publish_login")
    run, name = run_of(data), data.get("repo")
    if not isinstance(name, str) or not NAME.fullmatch(name) or ".." in name or "--" in name:
        raise Complaint("live_publish.publish_bad_name", name=str(name)[:40])
    if not _uploads.acquire(blocking=False):
        raise Complaint("live_publish.publish_full")
    try:
        with tempfile.TemporaryDirectory() as within:
            folder = write_checkpoint(run, Path(within))
            if folder is None:
                raise Complaint("live_publish.publish_nothing")
            card = hub_push.push(folder, name, token=login.token, private=data.get("private") is True, new=True)
    except HubError as error:
        if error.status in TOLD:
            raise Complaint(f"live_publish.publish_{error.status}", name=name) from error
        raise
    finally:
        _uploads.release()
    return {"repo": card.repo_id, "link": f"{hub.address()}/{card.repo_id}"}


for _work in (visitor, publish):
    functions.errand(_work, login=True)
