"""Three thousand hostile requests, dealt out over every endpoint, server function and route, found from the app itself.

Each is answered without a server error, a traceback, a path of the server or the name of an exception, and the next
good request is answered at once.
"""

import contextlib
import http.client
import importlib
import itertools
import json
import pkgutil
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import gradio
import pytest
import torch
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import ui

pytest_plugins = ["browser"]

BUDGET = 3000  # requests for all targets together: a new tab makes each one's share smaller and not the test longer
POOL = 200  # payloads of each kind, of which every target gets others
HOSTILE = settings(
    max_examples=POOL,
    derandomize=True,  # the same requests in every run: a failure can be looked at
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
GRADIOS_OWN = ("component_server", "run/decode", "call/decode", "call/v2/decode", "queue/join", "cancel")
AT_ONCE = 4  # requests under way; with one, client and server wait for each other in turn
ROOT = str(Path(__file__).resolve().parent.parent)
LEAKS = re.compile(
    "|".join(
        ["Traceback", r"\b[A-Z]\w+(Error|Exception)\b", *map(re.escape, (ROOT, str(Path(gradio.__file__).parent)))]
    )
)
GOOD = {"data": ["vae-mnist-2d", [0.0, 0.0], None]}

PLAUSIBLE = [
    "vae-mnist", "cvae-mnist", "cgan-mnist", "control", "start", "knob", "fork", "hello", "dcgan", "mnist", "en", "ko",
    "0123456789abcdef", "../../etc/passwd", "data:image/png;base64,iVBORw0KGgo=", "data:,", "x" * 5000, "\x00", "ABCD",
    0, -1, 1, 9, 10, 10**400, 1e308, float("nan"), float("inf"), -float("inf"), [0.0, 0.0], [0.0] * 16, [3, 7], [[]],
]  # fmt: skip
KEYS = (
    "model", "latent", "label", "weights", "a", "b", "arc", "pixels", "classes", "count", "seed", "truncation", "mix",
    "do", "owner", "code", "family", "data", "config", "turns", "name", "value", "language", "ticket", "repo",
)  # fmt: skip


@pytest.fixture(autouse=True)
def denormals():
    """Hypothesis refuses to work where a test before has turned them off (runtime.flush_denormals)."""
    torch.set_flush_denormal(False)


texts = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates, too
scalars = st.one_of(st.sampled_from(PLAUSIBLE), st.none(), st.booleans(), st.integers(), st.floats(), texts)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | texts, inner, max_size=4),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(KEYS) | texts, values, max_size=8)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"{", b"null", b'"x"', b"[" * 5000, b'{"data":' * 5000, b"[" * 5000 + b"]" * 5000, b'{"data": 1e999999}',
         b'{"data": ' + b"9" * 6000 + b"}", b'{"data": [], "session_hash": "\\ud800"}', b'{"data": ["\\ud800", NaN]}']
    ),
    st.builds(
        lambda **envelope: json.dumps({key: value for key, value in envelope.items() if value != "missing"}).encode(),
        **dict.fromkeys(
            ("data", "fn_index", "session_hash", "component_id", "fn_name", "event_id", "batched", "trigger_id"),
            st.just("missing") | values,
        ),
    ),
)  # fmt: skip
ARGUMENTS = st.lists(values, max_size=6) | objects
CALLS = st.tuples(objects | values, st.sampled_from(["fuzz", "fuzz-2", "", "../x"]))
QUERIES = st.tuples(
    st.lists(st.sampled_from([*map(str, PLAUSIBLE), "..", "%2e%2e", "-1", "1e9"]) | texts, min_size=4, max_size=4),
    st.none() | st.binary(max_size=50),
)
_asked = itertools.count()


def a_page() -> str:
    """One of many, so that it is not the limit for one page that answers."""
    return f"page-{next(_asked) % 16}"


class Server:
    """The app, by one connection for each thread that asks, kept open."""

    def __init__(self, url: str):
        self.host = url.removeprefix("http://")
        self.clean: set[int] = set()  # answers that have been looked through; most come many times
        self._own = threading.local()

    @property
    def connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self.host, timeout=120)
        return self._own.connection

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        headers = {"X-Session": a_page()} | ({} if body is None else {"Content-Type": "application/json"})
        with contextlib.suppress(http.client.HTTPException, ConnectionError):
            return self._ask(method, path, body, headers)
        self.connection.close()  # it had been idle for so long that the server closed it
        try:
            return self._ask(method, path, body, headers)
        except (http.client.HTTPException, ConnectionError) as error:
            self.connection.close()
            raise AssertionError(f"no answer to {method} {path} {body!r:.200}") from error

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict) -> tuple[int, str]:
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        if response.headers.get_content_type() == "text/event-stream":
            line = response.readline()
            self.connection.close()  # a stream has no end
            return response.status, line.decode()
        return response.status, response.read().decode("utf-8", "replace")

    def post(self, path: str, body: object) -> tuple[int, str]:
        return self.ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode())

    def check(self, status: int, text: str, asked: object) -> None:
        assert status < 500, f"{status} {text[:300]} for {asked!r:.500}"
        assert hash(text) in self.clean or not LEAKS.search(text), f"{text[:500]} for {asked!r:.500}"
        self.clean.add(hash(text))
        if status >= 400 and text:
            sentence = json.loads(text)["error"]
            assert sentence.endswith("."), f"{sentence} for {asked!r:.300}"

    def still_good(self) -> None:
        """The next good request is answered within a second; on a machine that is busy with others, one of three is."""
        seconds = []
        while len(seconds) < 3 and (not seconds or seconds[-1] > 1):
            start = time.perf_counter()
            status, text = self.post("/gradio_api/run/decode", GOOD)
            seconds.append(time.perf_counter() - start)
            assert status == 200 and "data:image/png" in text
        assert seconds[-1] <= 1, seconds


@pytest.fixture(scope="module")
def server(playground) -> Iterator[Server]:
    server = Server(playground.url)
    yield server
    server.still_good()
    server.connection.close()


@pytest.fixture(scope="module")
def endpoints(server) -> list[str]:
    return sorted(json.loads(server.ask("GET", "/gradio_api/info")[1])["named_endpoints"])


@pytest.fixture(scope="module")
def functions(server) -> list[tuple[int, str]]:
    """(component, name) of every server function."""
    components = json.loads(server.ask("GET", "/config")[1])["components"]
    return [
        (each["id"], name)
        for each in components
        for name in each["props"].get("server_fns") or each.get("server_fns") or ()
    ]


def routes() -> list[tuple[str, str]]:
    """(method, path) of every route of our own."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if module.name.endswith(".routes"):
            importlib.import_module(module.name).attach(app)
    return [(method, route.path) for route in app.routes for method in sorted(route.methods - {"HEAD"})]


@pytest.fixture(scope="module")
def share(endpoints, functions) -> int:
    """How many requests each target gets of the budget."""
    return BUDGET // (len(endpoints) + len(functions) + len(routes()) + len(GRADIOS_OWN))


@cache
def drawn(payloads: st.SearchStrategy) -> list:
    """A pool of payloads, the same in every run: to draw one takes as long as to answer it."""
    found = []

    @HOSTILE
    @given(payloads)
    def collect(payload):
        found.append(payload)

    collect()
    assert len(found) >= POOL
    return found


def dealt(payloads: st.SearchStrategy, share: int, target: int) -> list:
    """The share of that target, by its number: it goes on in the pool where the one before has stopped."""
    pool = drawn(payloads)
    return [pool[(target * share + number) % len(pool)] for number in range(share)]


def bombard(server: Server, payloads: list, ask: Callable[[Any], tuple[int, str]]) -> None:
    """Asks with all these payloads; checks every answer, and that the server is as good as before."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for payload, answer in zip(payloads, pool.map(ask, payloads), strict=True):
            server.check(*answer, payload)
    server.still_good()


def test_every_endpoint(server, endpoints, share):
    assert len(endpoints) >= 5
    for number, name in enumerate(endpoints):

        def ask(data, path=f"/gradio_api/run{name}"):
            # without a session, as `still_good` asks, Gradio makes a new one of the whole page: 20 ms
            return server.post(path, {"data": data, "session_hash": a_page()})

        bombard(server, dealt(ARGUMENTS, share, number), ask)


def test_every_server_function(server, functions, share):
    assert len(functions) >= 6
    for number, (component, name) in enumerate(functions):

        def ask(payload, call={"component_id": component, "fn_name": name}):  # noqa: B006, never changed
            data, session = payload
            return server.post("/gradio_api/component_server", call | {"data": data, "session_hash": session})

        bombard(server, dealt(CALLS, share, number), ask)


def test_every_route_of_our_own(server, share):
    assert len(routes()) >= 6
    for number, (method, template) in enumerate(routes()):

        def ask(payload, method=method, template=template):
            (place, *words), body = payload
            place, owner, step, name = (
                urllib.parse.quote(each.encode("utf-8", "surrogatepass"), "") for each in (place, *words)
            )
            path = re.sub(r"\{\w+\}", lambda _: place[:500] or "x", template)
            query = f"owner={owner}&step={step}&{name}={owner}"
            return server.ask(method, f"{path}?{query}", body if method == "POST" else None)

        bombard(server, dealt(QUERIES, share, number), ask)


def test_gradios_own_addresses(server, share):
    for number, path in enumerate(GRADIOS_OWN):
        bombard(server, dealt(BODIES, share, number), partial(server.post, f"/gradio_api/{path}"))
