"""The page's scripts, styles and words: what is served of them, for how long, and how much a first visit takes."""

import gzip
import json
import re
import urllib.request

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from ui.app import ready_tabs
from ui.door.compressed import Compressed
from ui.door.gate import OPEN
from ui.language import words
from ui.parts.page import served

pytest_plugins = ["browser"]

PAGE_MOST, TAB_MOST = 60_000, 3_000  # bytes on the wire
SHOW_MOST = 150  # of what is told of each family that learns in a tab, beside a thousand of the Live tab's own
SCRIPTS = sorted(words.UI.rglob("*.js"))
FETCHED = """() => performance.getEntriesByType("resource").filter(entry => entry.name.includes("/gradio_api/play/"))
  .map(({ name, transferSize }) => [name.split("/play/")[1].replace(/^[0-9a-f]+./, ""), transferSize])"""

MOSAICS = "tabs/home/pictures/"  # Home's pictures


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    served.attach(app)
    return TestClient(app)


def test_a_file_is_served_for_ever_and_by_its_kind(client):
    for path, kind in (
        ("parts/page/page.js", "text/javascript"),
        ("parts/page/page.css", "text/css"),
        ("words/app.ko.json", "application/json"),
    ):
        answer = client.get(served.address(path))
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"] and OPEN.fullmatch(served.address(path))
    assert answer.json() == words.tables()["ko"]["app"]


@pytest.mark.parametrize(
    "path",
    ["app.py", "language/words.en.toml", "tabs/sketch/examples/emoji/cat.json", "tabs/sketch/lesson.en.md", "../app.py",
     "..%2f..%2fapp.py", "%2e%2e/app.py", "parts/page/", "", "/etc/passwd"],
)  # fmt: skip
def test_nothing_else_has_an_address(client, path):
    assert client.get(f"/gradio_api/play/{served.version()}/{path}").status_code == 404


def test_another_version_is_not_mixed_with_this_one(client, monkeypatch):
    assert client.get("/gradio_api/play/0123456789abcdef/parts/page/page.js").status_code == 404
    changed = served.files() | {"parts/page/page.css": b"p { color: red }"}
    monkeypatch.setattr(served, "files", lambda: changed)
    assert served.version.__wrapped__() != served.version()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_html_of_values(path):
    """Whatever the server says might be a stranger's: innerHTML takes what stands in the script alone."""
    script = path.read_text("utf-8")
    literals = dict(re.findall(r"const ([A-Z_]+) = `([^`]*)`", script))
    for made in re.findall(r"innerHTML \+?= (`[^`]*`|[^;]*);", script):
        for name in re.findall(r"\b[A-Z_]{3,}\b", made) if made[0] not in "`'" else ():
            made = made.replace(name, f"`{literals[name]}`")
        outside = re.sub(r"`[^`]*`|'[^']*'", "", made)
        assert "${" not in made and re.fullmatch(r"[\s+;]*|props\.login \? +: +", outside), made
    assert not re.search(r"insertAdjacentHTML|outerHTML|document\.write|\.srcdoc|\beval\(", script)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_words_and_styles_that_a_panel_asks_for_are_there(path):
    script = path.read_text("utf-8")
    for names in re.findall(r"words: \[(.*?)\]", script):
        assert set(re.findall(r'"(\w+)"', names)) <= set(words.tables()["en"])
    for style in re.findall(r'"((?:parts|tabs|live)/[\w/]+)"', script):
        assert f"{style}.css" in served.files()


def test_the_page_is_packed_and_a_stream_is_not():
    async def stream():
        yield b"data: 1\n\n" * 100

    app = Starlette(
        routes=[
            Route("/", lambda request: PlainTextResponse("word " * 1000)),
            Route("/events", lambda request: StreamingResponse(stream(), media_type="text/event-stream")),
            Route("/{path:path}", lambda request: PlainTextResponse("word " * 1000)),
        ]
    )
    client = TestClient(Compressed(app))
    assert client.get("/").headers.get("content-encoding") == "gzip" and client.get("/").text == "word " * 1000
    for path in ("/events", "/gradio_api/component_server"):
        assert "content-encoding" not in client.get(path).headers


def test_a_first_visit_is_light(playground):
    request = urllib.request.Request(playground.url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        packed = answer.read()
    assert len(packed) <= PAGE_MOST
    page = gzip.decompress(packed).decode()
    start = page.index("{", page.index("window.gradio_config"))
    config, _ = json.JSONDecoder().raw_decode(page, start)
    tabs = ready_tabs()
    assert len(config["i18n_translations"]["en"]) < 5 * len(tabs), "words that only our own scripts read"
    for tab, module in tabs.items():
        without = json.dumps(_without(tab, config), ensure_ascii=False, separators=(",", ":"))
        whole = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
        learning = SHOW_MOST * len(getattr(module, "shows", list)())
        most = learning + (1000 if tab == "live" else TAB_MOST)
        assert _packed(whole) - _packed(without) <= most, tab


def test_every_panel_has_an_id_of_its_own(playground):
    """Its styles are written for that id: two of one would wear each other's."""
    with urllib.request.urlopen(f"{playground.url}/config") as answer:
        components = json.load(answer)["components"]
    ids = [part["props"]["elem_id"] for part in components if "panel" in (part["props"].get("elem_classes") or ())]
    assert len(ids) > len(ready_tabs()) and len(ids) == len(set(ids)), sorted(ids)


def _packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


def _without(tab: str, config: dict) -> dict:
    """The configuration without what a tab holds and what its components refer to."""
    parts = {part["id"]: part for part in config["components"]}
    mine, ahead = set(), [
        node
        for node in _nodes(config["layout"])
        if parts.get(node["id"], {}).get("props", {}).get("elem_id") == f"tab-{tab}"
    ]  # fmt: skip
    assert ahead, tab
    for node in ahead:
        mine |= {inner["id"] for inner in _nodes(node)}
    return config | {
        "components": [part for part in config["components"] if part["id"] not in mine],
        "i18n_translations": {
            code: {key: text for key, text in table.items() if tab not in key.split(".")}
            for code, table in config["i18n_translations"].items()
        },
    }


def _nodes(node: dict):
    yield node
    for child in node.get("children") or ():
        yield from _nodes(child)


# On a busy machine Home is on the screen until Gradio has opened the tab that the address names; here it always is.
SEEN_AT_ONCE = """
  const Observer = IntersectionObserver;
  IntersectionObserver = class extends Observer {
    constructor(told, options) { super(told, options); this.told = told; }
    observe(node) { this.told([{ target: node, isIntersecting: true }], this); super.observe(node); }
  };
"""


@pytest.mark.browser
@pytest.mark.main
def test_a_tabs_script_comes_when_it_is_first_opened_and_only_once(open_page, playground):
    page = open_page()
    page.locator("#gallery .made", has_text=".").wait_for(timeout=60_000)
    first = dict(page.evaluate(FETCHED))
    assert "tabs/home/home.js" in first and "words/home.en.json" in first
    assert not [name for name in first if "tabs/classes" in name or ".ko." in name]
    page.locator("#nav [data-tab=classes]").click()
    page.locator("#sample-grid .score", has_text="agree").wait_for(timeout=60_000)
    later = dict(page.evaluate(FETCHED))
    assert "tabs/classes/classes.js" in later and not [name for name in later if "tabs/latent" in name]
    again = page.context.new_page()
    again.add_init_script(SEEN_AT_ONCE)
    again.goto(f"{playground.url}/?tab=classes")
    again.locator("#sample-grid .score", has_text="agree").wait_for(timeout=60_000)
    assert "tabs/classes/classes.js" in dict(again.evaluate(FETCHED))
    assert not [name for name, transferred in again.evaluate(FETCHED) if transferred], "a second visit fetches nothing"
    assert not [name for name in dict(again.evaluate(FETCHED)) if MOSAICS in name], "for who sees them"
    again.locator("#nav [data-tab=home]").click()
    again.locator("#gallery .made", has_text=".").wait_for(timeout=60_000)
    again.locator("#gallery canvas.shown").first.wait_for()
    assert [name for name in dict(again.evaluate(FETCHED)) if MOSAICS in name]


@pytest.mark.browser
def test_a_page_from_before_the_server_was_renewed_says_so(open_page, playground):
    page = open_page()
    page.locator("#gallery .made", has_text=".").wait_for(timeout=60_000)
    page.route("**/gradio_api/play/**", lambda route: route.fulfill(status=404, body=""))
    page.locator("#nav [data-tab=classes]").click()
    page.get_by_text(words.text("app.renewed", "en")).wait_for(timeout=30_000)
