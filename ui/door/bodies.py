"""Bodies of requests as ASGI brings them: piece by piece, with an end that may never come."""

import re
from collections.abc import AsyncIterator

from starlette.types import Message, Receive

DEEPEST = 32  # levels of nesting; no request of ours has more than four


async def parts(receive: Receive) -> AsyncIterator[bytes]:
    """The pieces of a body; ends when it is complete or its sender has left."""
    while True:
        message = await receive()
        yield message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return


async def drained(receive: Receive, most: int) -> None:
    """Reads on without keeping anything: a browser that is still sending would not hear the answer."""
    arrived = 0
    async for part in parts(receive):
        arrived += len(part)
        if arrived > most:
            return


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body in one piece, and after it whatever else there is to hear."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def too_deep(body: bytes) -> bool:
    """Whether JSON nests deeper than any request of ours: parsers and printers recurse, and the stack is finite."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for bracket in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', body, re.DOTALL):
        first = bracket[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEEPEST:
            return True
    return False
