"""The app as a process of its own on a free port, and a browser before it, for every bench that looks at the page."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = {  # how Playwright starts it
    "executable_path": shutil.which("chromium") or shutil.which("google-chrome"),
    "args": ["--no-sandbox", "--disable-gpu"],
}


@contextmanager
def started(code: str = "import app; app.main()", **pipes) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address, which answers, and the process; it ends with the block.  code: what the process runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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


def _answers(url: str, server: subprocess.Popen) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the app ended before it answered")
