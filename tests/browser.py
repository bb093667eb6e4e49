"""The real app in a process of its own and a real Chromium before it, for every test that looks at the page.

Both report what leaves this machine: the app by an audit hook on its sockets, the browser by its requests.
A test module takes the fixtures by `pytest_plugins = ["browser"]`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from live_page import SMALL_DIGITS, beyond, do, offered

if TYPE_CHECKING:  # some who run the tests have none
    from playwright.sync_api import CDPSession, Page

# the same engine without a window's machinery opens a page for half of the processor time
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Painting by software takes half a core at sixty pictures a second, and a fifth at twelve. What is drawn is the same.
TWELVE_A_SECOND = """
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = draw => setTimeout(() => frame(draw), 65);
"""
CALLS = "**/component_server/"
FORGET = "try { sessionStorage.clear(); localStorage.clear(); } catch {}"
DEADLINE = 90_000  # milliseconds: where a suite begins, two apps and two browsers start on two cores
NOWHERE = "http://127.0.0.1:9"
WATCHED_APP = """
import sys
def watch(event, arguments):
    host = arguments[1] if event == "socket.connect" else arguments[0] if event == "socket.getaddrinfo" else None
    host = host[0] if isinstance(host, tuple) else None if event == "socket.connect" else host
    if host and str(host) not in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
        print("LEFT THE MACHINE:", host, flush=True)
sys.addaudithook(watch)
import app
app.main()
"""


@dataclass(frozen=True)
class Playground:
    """The running app: where it listens, and all that it has printed."""

    url: str
    log: Path

    def printed(self) -> str:
        return self.log.read_text("utf-8")


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """The app on a free port, for the whole session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("playground") / "log.txt"
    environment = os.environ | {
        "GENMODELS_HOST": "127.0.0.1",
        "GENMODELS_PORT": str(port),
        "GENMODELS_RUN_SHARE": "0.4",  # on two cores, with two browsers before two apps
        "HF_HOME": str(log.parent / "hub"),  # the Hub is hub_server.py's, and so is what is in its cache
    }
    # as in a school: all goes through a proxy, and no exception is named; nobody serves this one
    environment |= {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "all_proxy": NOWHERE, "no_proxy": "", "NO_PROXY": ""}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", WATCHED_APP], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        await_answer(f"http://127.0.0.1:{port}/", process, log)
        yield Playground(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(20)
    left = [line for line in log.read_text("utf-8").splitlines() if line.startswith("LEFT THE MACHINE")]
    assert not left, left


def await_answer(url: str, process: subprocess.Popen, log: Path, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """A headless Chromium; the test is skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium-headless-shell brings one")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A context of Chromium's and its one page, kept for the next test, which finds here what was fetched and compiled.

    A load in a page that is there costs two thirds of the processor time of one in a new page.
    """

    page: "Page"
    client: "CDPSession"
    options: dict
    used: bool = False

    @classmethod
    def new(cls, chromium, options: dict, calm: bool) -> "Visitor":
        context = chromium.new_context(**options)
        if calm:
            context.add_init_script(f"{{{TWELVE_A_SECOND}}}")
        page = context.new_page()
        page.set_default_timeout(DEADLINE)
        # with every frame, sixty times a second, what reads a canvas takes more than what is waited for
        page.wait_for_function = partial(page.wait_for_function, polling=50)
        return cls(page, context.new_cdp_session(page), options)

    def comes(self, address: str) -> None:
        """Opens an address, as one who has stored nothing yet."""
        if not self.used:  # nothing has been stored
            self.used = True
            self.page.goto(address)
            return
        self.client.send("Page.enable")
        # before the first script: what is wiped may still be in the memory of a page that stayed
        begin = self.client.send("Page.addScriptToEvaluateOnNewDocument", {"source": FORGET})["identifier"]
        self.page.goto(address)
        self.client.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": begin})

    def leaves(self, url: str) -> bool:
        """Ends what the page does and wipes what it stored.  False where a test closed the page: it is not kept."""
        for page in self.page.context.pages:
            if page != self.page:
                page.close()
        if self.page.is_closed():
            self.page.context.close()
            return False
        self.page.unroute_all()
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.set_viewport_size(self.options["viewport"])
        self.page.emulate_media(
            color_scheme=self.options.get("color_scheme", "light"),
            reduced_motion=self.options.get("reduced_motion", "no-preference"),
        )
        self.page.set_default_timeout(DEADLINE)
        self.client.send(
            "Storage.clearDataForOrigin", {"origin": url, "storageTypes": "cookies,local_storage,indexeddb"}
        )
        return True


@pytest.fixture(scope="session")
def visitors() -> dict[str, list[Visitor]]:
    """Those who are away, by the options of their context."""
    return defaultdict(list)


@pytest.fixture
def open_page(playground: Playground, chromium, visitors) -> Iterator[Callable]:
    """`open_page("?tab=classes", locale="ko-KR")` -> another visitor's page, who has stored nothing yet.

    In the end none may have asked elsewhere or failed.  said: a list for all that the page writes into the console.
    apart: whether no test uses this page again, as one whose clock or scripts are changed.
    calm: whether it is painted twelve times a second, for a test in which much glides while a run learns.
    held: whether the server is not asked before `page.unroute(CALLS)`, which lets those calls through that wait.
    """
    opened, trouble = [], []

    def open_(
        address: str = "",
        said: list[str] | None = None,
        apart: bool = False,
        calm: bool = False,
        held: bool = False,
        **options: object,
    ):
        options = {"locale": "en-US", "viewport": {"width": 1280, "height": 900}} | options
        kind = json.dumps(options | {"calm": calm}, sort_keys=True)
        away = [] if apart else visitors[kind]
        visitor = away.pop() if away else Visitor.new(chromium, options, calm)
        page = visitor.page
        listening = {
            "request": lambda request: _note_foreign(request.url, playground.url, trouble),
            "pageerror": lambda error: trouble.append(f"script: {error}"),
        }
        if said is not None:
            listening["console"] = lambda message: said.append(f"{message.type}: {message.text}")
        for event, heard in listening.items():
            page.on(event, heard)
        if held:
            page.route(CALLS, lambda call: None)
        opened.append((visitor, listening, None if apart else kind))
        visitor.comes(f"{playground.url}/{address}")
        return page

    yield open_
    for visitor, listening, kind in opened:
        for event, heard in listening.items():
            visitor.page.remove_listener(event, heard)
        if kind is None:
            visitor.page.context.close()
        elif visitor.leaves(playground.url):
            visitors[kind].append(visitor)
    assert not trouble, trouble


def _note_foreign(address: str, home: str, trouble: list[str]) -> None:
    if not address.startswith((home + "/", "data:", "blob:")):
        trouble.append(f"request to {address}")


@pytest.fixture
def open_live(open_page):
    """`open_live()` -> a page with the tab open; every wait is for a condition, however busy the machine is."""

    def open_(address: str = "?tab=live", **options):
        page = open_page(address, **options)
        page.set_default_timeout(240_000)
        page.locator("#live .status", has_text=".").wait_for()
        return page

    return open_


@pytest.fixture
def training(open_live):
    """A page whose run has learned a few steps."""
    page = open_live()
    offered(page, "start")
    page.locator(SMALL_DIGITS).check(force=True)
    do(page, "start")
    beyond(page, 2)
    yield page
    if not page.is_closed():
        do(page, "stop")
