"""Middleware that answers a panel's question itself, behind the gate and before Gradio.

Gradio would come to the same function by way of its table of routes, a session for each page and a walk through all of
the answer: most of what the event loop does for a question. Its address and its body stay Gradio's, so that a page
knows nothing of it. What needs a visitor's login at the Hub, which is Gradio's to read, goes on to Gradio, and so does
everything that is no such question.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import gradio as gr
from gradio.routes import ORJSONResponse
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.door.bodies import parts, replayed
from ui.door.gate import PANEL, inner_path

Answer = Callable[[Any, gr.Request], Awaitable[dict]]


class Shortcut:
    """functions: by the panel's id in the page and their name, what answers `await function(data, request)`."""

    def __init__(self, app: ASGIApp, functions: Mapping[tuple[int, str], Answer]):
        self.app, self.functions = app, functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or inner_path(scope).rstrip("/") != PANEL:
            await self.app(scope, receive, send)
            return
        body = b"".join([part async for part in parts(receive)])
        asked = json.loads(body) if body.startswith(b"{") else {}
        component, name = asked.get("component_id"), asked.get("fn_name")
        known = isinstance(component, int) and isinstance(name, str) and "data" in asked
        function = self.functions.get((component, name)) if known else None
        if function is None:
            await self.app(scope, replayed(body, receive), send)
        else:
            answer = ORJSONResponse(await function(asked["data"], gr.Request(Request(scope))))
            await answer(scope, receive, send)
