"""The shortcut: a panel's question is answered before Gradio hears of it, and nothing else is touched."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import httpx
import numpy as np
import pytest
from starlette.responses import JSONResponse

from ui.app import build
from ui.door.bodies import DEEPEST
from ui.door.shortcut import Shortcut
from ui.language import words
from ui.serving.functions import Login, direct, errand, server_function

pytest_plugins = ["browser"]

CALL = "/gradio_api/component_server"


async def gradio(scope, receive, send):
    """Stands for what comes behind: it says what it was sent."""
    body = (await receive())["body"]
    await JSONResponse({"gradio": scope["method"], "body": body.decode()})(scope, receive, send)


async def twice(data, request):
    assert request.headers["accept-language"] == "ko"
    return {"twice": 2 * data["x"], "picture": np.arange(2), "missing": float("nan")}


def ask(method: str = "POST", path: str = CALL, **asked):
    async def run():
        transport = httpx.ASGITransport(Shortcut(gradio, {(7, "twice"): twice}))
        async with asyncio.timeout(60), httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return (await client.request(method, path, headers={"Accept-Language": "ko"}, **asked)).json()

    with ThreadPoolExecutor(1) as pool:  # this thread may hold the event loop of a browser test
        return pool.submit(asyncio.run, run()).result()


@pytest.mark.parametrize("path", [CALL, CALL + "/"])
def test_a_panels_question_is_answered_without_gradio(path):
    asked = {"component_id": 7, "fn_name": "twice", "data": {"x": 4}, "session_hash": "a"}
    assert ask(path=path, json=asked) == {"twice": 8, "picture": [0, 1], "missing": None}


@pytest.mark.parametrize(
    "asked",
    [
        {"component_id": 8, "fn_name": "twice", "data": {"x": 4}},
        {"component_id": 7, "fn_name": "__class__", "data": {"x": 4}},
        {"component_id": [7], "fn_name": "twice", "data": {"x": 4}},
        {"component_id": 7, "fn_name": ["twice"], "data": {"x": 4}},
        {"component_id": 7, "fn_name": "twice"},
        [7, "twice"],
    ],
)
def test_what_it_does_not_know_goes_on_to_gradio_as_it_came(asked):
    answer = ask(json=asked)
    assert answer["gradio"] == "POST" and httpx.Response(200, text=answer["body"]).json() == asked


def test_other_requests_go_on():
    asked = {"component_id": 7, "fn_name": "twice", "data": {"x": 4}}
    assert "gradio" in ask("GET", json=asked) and "gradio" in ask(path="/gradio_api/queue/join", json=asked)


def test_the_gate_stands_before_it(playground):
    deep: list = []
    for _ in range(DEEPEST):
        deep = [deep]
    with httpx.Client(base_url=playground.url, trust_env=False, timeout=60) as client:
        panels = {each["props"].get("elem_id"): each["id"] for each in client.get("/config").json()["components"]}
        asked = {"component_id": panels["latent"], "fn_name": "decode", "session_hash": "shortcut"}
        known = client.post(CALL, json=asked | {"data": {"model": "vae-mnist", "latent": [0.0] * 32}}).json()
        refused = client.post(CALL, json=asked | {"data": {"model": "vae-mnist", "latent": deep}}).json()
    assert "pictures" in known and refused["error"] == words.text("error.bad_request", "en")


def test_all_of_a_page_is_known_but_what_needs_a_login():
    def paint(data: dict) -> dict:
        return {}

    def publish(data: dict, login: Login | None) -> dict:
        return {}

    functions = [server_function(paint), server_function(errand(publish, login=True))]
    with gr.Blocks() as page:
        made = gr.HTML(server_functions=functions)
    assert direct(page) == {(made._id, "paint"): functions[0]}
    names = {name for _, name in direct(build())}
    assert {"decode", "encode", "paint", "sample", "surprise", "control"} <= names, "each of the page's panels is there"
