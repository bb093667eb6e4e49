"""The app as a process of its own on a free port, a browser before it, and a live run in it: what the benches share."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from ui.settings import reach_ourselves

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = {  # how Playwright starts it
    "executable_path": next(
        filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-headless-shell"))), None
    ),
    "args": ["--no-sandbox", "--disable-gpu"],
}


@contextmanager
def there(url: str = "") -> Iterator[tuple[str, subprocess.Popen | None]]:
    """The address of an app that runs already, or of one that is started for as long as the block takes."""
    reach_ourselves()
    if url:
        yield f"{url.rstrip('/')}/", None
    else:
        with started() as found:
            yield found


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(code: str = "import app; app.main()", **pipes) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address, which answers, and the process; it ends with the block.  code: what the process runs."""
    reach_ourselves()
    port = free_port()
    environment = os.environ | {"GENMODELS_HOST": "127.0.0.1", "GENMODELS_PORT": str(port)}
    pipes = {"stdout": subprocess.DEVNULL} | pipes
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, **pipes)
    try:
        _answers(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}/", server
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


class Room:
    """A live run of the app and its owner's page, without the page."""

    def __init__(self, url: str, client: httpx.Client):
        self.client, self.live, self.calls = client, f"{url}gradio_api/live", f"{url}gradio_api/component_server/"
        self.owner, self.code = f"bench-{os.urandom(8).hex()}", ""
        parts = client.get(f"{url}config").json()["components"]
        self.panel = next(part["id"] for part in parts if part["props"].get("elem_id") == "live")

    @property
    def stream(self) -> str:
        """The address of the run's messages, as somebody reads them who only watches."""
        return f"{self.live}/{self.code}"

    def start(self, family: str, pictures: str) -> None:
        asked = {"family": family, "data": pictures, "config": {}, "seed": 0, "turns": []}
        self.code = self.control("start", **asked)["code"]

    def control(self, do: str, **more: object) -> dict:
        """What the page's buttons do; ends the bench where the app says why not."""
        data = {"do": do, "owner": self.owner, "language": "en", "code": self.code, **more}
        body = {"data": data, "component_id": self.panel, "fn_name": "control", "session_hash": self.owner}
        while True:
            answer = self.client.post(self.calls, json=body).json()
            if "ticket" not in answer:
                break
            body["data"] = data | {"ticket": answer["ticket"]}
        if "error" in answer:
            raise SystemExit(answer["error"])
        return answer

    def here(self) -> None:
        """A sign of life of the owner's page."""
        self.client.post(f"{self.stream}/here", params={"owner": self.owner})

    def newest(self) -> dict:
        """What is known of the run now."""
        return self.until(lambda told: True)

    def until(self, true: Callable[[dict], bool]) -> dict:
        """The first message of which that is true; ends the bench where the run ends before."""
        with self.client.stream("GET", self.stream) as response:
            for line in response.iter_lines():
                told = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if told and true(told):
                    return told
                if told.get("state") in ("ended", "gone"):
                    break
        raise SystemExit(f"the run is {told['state']}: {told.get('sentence') or told.get('reason', '')}")


def _answers(url: str, server: subprocess.Popen) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the app ended before it answered")
