"""The gate: what may be reached, how much, how often, by how many, and what everybody is told instead."""

import asyncio
import http.client
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from ui.door import visitors
from ui.door.bodies import DEEPEST, too_deep
from ui.door.gate import OPEN, Gate
from ui.door.lobby import ARRIVING, PATIENCE, PRESENT, Lobby
from ui.language import words
from ui.settings import Limits

pytest_plugins = ["browser"]

ROOT = Path(__file__).resolve().parent.parent
CALL = "/gradio_api/component_server/"


async def echo(scope, receive, send):
    """An app that says who asked and how much it was sent; and misbehaves where it is asked to."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    match scope["path"]:
        case "/gradio_api/call/broken":
            raise RuntimeError("/secret/path")
        case "/gradio_api/call/stumbles":
            raise KeyError("/secret/path")
        case "/gradio_api/call/leaks":
            response = PlainTextResponse("Traceback: /secret/path", 500)
        case _:
            response = JSONResponse({"visitor": scope.get(visitors.KEY), "size": size})
    await response(scope, receive, send)


def through(story, **limits):
    """Runs `await story(client)` against a gate with these limits."""

    async def run():
        gate = Gate(echo, Limits(**limits))
        transport = httpx.ASGITransport(gate, raise_app_exceptions=False, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://gate") as client:
            return await story(client)

    with ThreadPoolExecutor(1) as pool:  # this thread may hold the event loop of a browser test
        return pool.submit(asyncio.run, run()).result()


def test_a_call_passes_and_is_known_by_address_and_page():
    async def story(client):
        return (await client.post(CALL, json={"data": {"x": 1}, "session_hash": "abc123"})).json()

    assert through(story)["visitor"] == "192.0.2.1 abc123"


def test_what_a_runs_generator_has_to_do_is_counted_as_other_work():
    async def story(client):
        return [(await client.get("/gradio_api/live/ABC234/samples.jpg?newest=1")).status_code for _ in range(3)]

    assert through(story, requests_per_second=1) == [200, 200, 429]


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/proxy=http://192.0.2.7/x", "/gradio_api/file=/etc/passwd", "/monitoring",
     "/gradio_api/vibe-edit", "/gradio_api/process_recording", "/docs", "/custom_component/x", "/gradio_api/dev/reload",
     "/gradio_api/stream/x", "/gradio_api/queue/status", "/gradio_api/deep_link", "/gradio_api//file=/etc/passwd"],
)  # fmt: skip
def test_what_the_app_does_not_need_is_closed(path):
    assert not OPEN.fullmatch(path)

    async def story(client):
        return await client.get(path, headers={"Accept-Language": "ko"})

    answer = through(story)
    assert answer.status_code == 404 and answer.json()["error"] == words.text("error.no_address", "ko")


def test_a_long_body_is_refused_whether_it_says_its_length_or_not():
    async def pieces():
        for _ in range(40):
            yield b"x" * 100_000

    async def story(client):
        return [
            (await client.post("/gradio_api/call/decode", content=content)).status_code
            for content in (b"x" * 2_000_000, pieces(), b"1" * 1000)
        ]

    assert through(story, request_mb=1) == [413, 413, 200]


def test_the_panels_page_reads_a_refusal_as_an_answer():
    async def story(client):
        return await client.post(CALL, content=b"x" * 2_000_000)

    answer = through(story, request_mb=1)
    assert answer.status_code == 200 and "1 MB" in answer.json()["error"]


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1, 100_000])
def test_deep_nesting_is_seen_and_strings_do_not_count(depth):
    assert too_deep(b"[" * depth + b"]" * depth) == (depth > DEEPEST)
    assert not too_deep(json.dumps(["[" * depth, '\\"{' * depth]).encode())


def test_a_failure_is_told_in_one_sentence_without_its_cause(caplog):
    async def story(client):
        return [await client.post(f"/gradio_api/call/{name}", json={}) for name in ("broken", "leaks", "stumbles")]

    answers = through(story)
    assert [answer.status_code for answer in answers] == [500, 500, 400]
    for answer in answers:
        assert "/secret" not in answer.text and "Traceback" not in answer.text and answer.json()["error"].endswith(".")


def test_who_asks_too_often_waits_and_nobody_else_does():
    async def story(client):
        async def burst(page: str, count: int) -> list[httpx.Response]:
            body = {"data": {}, "session_hash": page}
            return [await client.post("/gradio_api/run/decode", json=body) for _ in range(count)]

        greedy, modest = await burst("greedy", 30), await burst("modest", 5)
        panel = await client.post(CALL, json={"data": {}, "session_hash": "greedy"})
        return greedy, modest, panel

    greedy, modest, panel = through(story, requests_per_second=5)
    refused = [answer for answer in greedy if answer.status_code == 429]
    assert 10 <= len(greedy) - len(refused) < 15 and all(answer.status_code == 200 for answer in modest)
    assert refused[0].headers["retry-after"] == "1" and refused[0].json()["error"].endswith(".")
    assert panel.status_code == 200 and panel.json()["error"] == words.text("error.too_often", "en")


def test_a_new_name_for_every_request_does_not_lift_the_bound_of_an_address():
    async def story(client):
        answers = [
            await client.post("/gradio_api/run/decode", json={"data": [], "session_hash": f"forged{number}"})
            for number in range(60)
        ]
        return [answer.status_code for answer in answers]

    assert 20 <= through(story, requests_per_second=1).count(200) < 40


def test_the_front_page_shows_a_place_when_all_seats_are_taken():
    async def story(client):
        for page in ("one", "two", "three"):
            await client.post(CALL, json={"data": {}, "session_hash": page})
        first = await client.get("/?tab=live&room=ABC", headers={"Accept-Language": "ko"})
        return first, await client.get("/")

    assert [answer.status_code for answer in through(story, visitors=8)] == [200, 200]
    first, second = through(story, visitors=4)  # of which one address takes three
    assert first.status_code == 503 and first.headers["retry-after"]
    assert "대기 순서: 1" in first.text and "?tab=live&amp;room=ABC&amp;waiting=" in first.text
    assert "place in line: 2" in second.text


def test_seats_are_given_in_order_and_expire():
    now = [0.0]
    lobby = Lobby(4, clock=lambda: now[0])
    for number in range(4):
        lobby.seen(f"address {number}", "page")
    assert lobby.enter("new") == 1
    first = lobby.ticket
    assert lobby.enter("newer") == 2
    second = lobby.ticket
    now[0] = PRESENT + 1  # meanwhile both keep asking
    lobby._line[first], lobby._line[second] = ("new", now[0]), ("newer", now[0])
    assert lobby.enter("newer", second) == lobby.enter("new", first) == 0
    now[0] += ARRIVING + 1
    assert not lobby._seats or min(lobby._seats.values()) < now[0], "a page that never came frees its seat"


def test_a_place_that_nobody_asks_for_is_given_up():
    now = [0.0]
    lobby = Lobby(1, clock=lambda: now[0])
    lobby.seen("here", "page")
    lobby.enter("left")
    now[0] = PATIENCE + 1
    assert lobby.enter("stays") == 1


def test_one_address_never_takes_all_seats():
    lobby = Lobby(100)
    for number in range(500):
        lobby.seen("forger", f"page {number}")
        assert number < 75 or lobby.enter("forger") > 0
    assert lobby.enter("somebody else") == 0


# ---- the real app

FILES = [
    "/etc/passwd", "../../../../etc/passwd", str(ROOT / "app.py"), "app.py", "README.md", "/proc/self/environ",
    "checkpoints/vae-mnist/model.safetensors", "http://127.0.0.1:1/x", "file:///etc/passwd", "%2Fetc%2Fpasswd",
    "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "\\etc\\passwd",
]  # fmt: skip
WAYS = [
    "/gradio_api/file=", "/file=", "/gradio_api/file/", "/gradio_api/proxy=", "/static/", "/assets/", "/svelte/",
    "/assets/../../../../../", "/static/..%2f..%2f..%2f", "/gradio_api/custom_component/", "/gradio_api/live/x/../../",
]  # fmt: skip


def test_no_file_of_the_server_is_served(playground):
    connection = http.client.HTTPConnection(playground.url.removeprefix("http://"), timeout=60)
    for way in WAYS:
        for name in FILES:
            connection.request("GET", way + name)  # as it stands: no client tidies the dots away
            response = connection.getresponse()
            body = response.read()
            assert response.status in (307, 400, 403, 404, 405), (way + name, response.status)
            assert b"root:" not in body and b"import" not in body and str(ROOT).encode() not in body


def test_what_programs_may_read_of_the_app_names_no_path(playground):
    for path in (
        "/",
        "/config",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/theme.css",
        "/manifest.json",
        "/nowhere",
    ):
        text = httpx.get(playground.url + path, timeout=60).text
        for secret in (
            str(ROOT),
            str(Path(sys.prefix)),
            os.environ.get("HOME", "/root") + "/",
            "/tmp/",
            "site-packages",
        ):
            assert secret not in text, f"{path} shows {secret}"


def test_a_browsers_upload_finds_no_door(playground):
    answer = httpx.post(playground.url + "/gradio_api/upload", files={"files": b"x" * 100_000}, timeout=60)
    assert answer.status_code == 404 and answer.json()["error"].endswith(".")


def test_a_crowd_larger_than_the_line_hears_a_sentence(playground):
    body = {"data": ["vae-mnist-2d", [0.0, 0.0], None]}

    async def ask(client):
        return await client.post("/gradio_api/run/decode", json=body)

    async def crowd():
        limits = httpx.Limits(max_connections=60)
        async with httpx.AsyncClient(base_url=playground.url, timeout=120, limits=limits) as client:
            return await asyncio.gather(*(ask(client) for _ in range(60)))

    with ThreadPoolExecutor(1) as pool:
        answers = pool.submit(asyncio.run, crowd()).result()
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert any("data:image/png" in answer.text for answer in answers)
    for answer in answers:
        assert answer.status_code == 200 or answer.json()["error"] == words.text("error.busy", "en")
