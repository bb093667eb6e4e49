"""Middleware that packs the page and its configuration, nine tenths of which are repetition.

Nothing else: scripts and styles are packed by Gradio, an event stream must not wait to be, and pictures are already.
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.door.gate import inner_path

PACKED = ("/", "/config")
LEVEL = 6  # 3 ms for the page; 9 takes three times as long and gains one per cent


class Compressed:
    """Stands outside of the gate, which reads what it lets out."""

    def __init__(self, app: ASGIApp):
        self.plain, self.packed = app, GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and inner_path(scope) in PACKED
        await (self.packed if wanted else self.plain)(scope, receive, send)
