"""The way in for what visitors bring, beside Gradio, whose own upload would leave files behind.

A body is one line of JSON, {"files": [[name, bytes], ...]}, and then the files' contents one after the other. Its
length must be told and is bounded before it is read; what is read stays in memory. One upload after the other is
decoded, in a thread of its own, so that pages stay quick.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from ui.language import words
from ui.language.words import Complaint
from ui.live.house import runs
from ui.live.rooms.held import Arrival, Busy
from ui.live.show import SIZES
from ui.live.uploads.checkpoint_zip import Misfit, read_zip
from ui.live.uploads.own import ENTRIES, MEGABYTE, Bounds, Refused, base_name, read_own
from ui.live.worker.resume import packed
from ui.serving.images import png, sheet
from ui.settings import LIVE_ROOT

PATIENCE = 300.0  # seconds for a body to arrive
LEAST, WITHIN = 2**17, 15.0  # bytes that arrive in so many seconds at least, until all are here; else nobody waits
HEADER = 4 * MEGABYTE  # of the first line
MOST_STEPS = 10**8
SHOWN = 16  # of the pictures, as they will be learned
logger = logging.getLogger("genmodels.ui")


@cache
def _reader() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "uploads")


def attach(app: FastAPI) -> None:
    """Adds the routes to a launched app."""
    app.add_api_route(LIVE_ROOT + "/upload/pictures", pictures, methods=["POST"])
    app.add_api_route(LIVE_ROOT + "/upload/checkpoint", checkpoint, methods=["POST"])


async def pictures(request: Request, owner: str, size: int, grey: bool = False, language: str = "") -> JSONResponse:
    """Takes the owner's pictures in; answers {"pictures": see `_taken`} or {"error", "left_out"}."""

    def take(body: bytes) -> dict:
        if size not in SIZES:
            raise Complaint("live.own_unsized", sizes=", ".join(map(str, SIZES)))
        return {"pictures": _taken(owner, body, size, grey)}

    return await _receive(request, owner, language, take)


async def checkpoint(request: Request, owner: str, language: str = "") -> JSONResponse:
    """Takes in the zip of a checkpoint to go on from; answers {"weights": see `_resumable`} or {"error"}."""
    return await _receive(request, owner, language, lambda body: {"weights": _resumable(owner, body)})


async def _receive(request: Request, owner: str, language: str, take: Callable[[bytes], dict]) -> JSONResponse:
    """What `take` makes of the body; every way in which that can fail ends with a sentence."""
    code = language if language in words.LANGUAGES else words.language(request)

    def refuse(status: int, complaint: Complaint, left_out: tuple = ()) -> JSONResponse:
        answer = {"error": complaint.translated(code), "left_out": [vars(each) for each in left_out]}
        return JSONResponse(answer, status)

    try:
        length = _length(request, owner)
        address = request.client.host if request.client else ""
        with runs().uploads.arrive(owner, address, length) as arrival:
            body = await _body(request, length, arrival)
            return JSONResponse(await asyncio.wrap_future(_reader().submit(take, body)))
    except Complaint as complaint:
        return refuse(400, complaint)
    except Refused as error:
        return refuse(400, Complaint(f"live.own_{error.why}", **error.fields), error.left_out)
    except Misfit as error:
        return refuse(400, Complaint(f"live.from_{error.why}", **error.fields))
    except Busy as error:
        with contextlib.suppress(Complaint, TimeoutError, ClientDisconnect):
            await _body(request, length)  # a browser that is still sending would not hear the answer
        return refuse(429, Complaint(f"live.own_busy_{error.why}"))
    except (TimeoutError, ClientDisconnect):
        return refuse(408, Complaint("live.own_slow"))
    except Exception:
        logger.exception("an upload failed")
        return refuse(500, Complaint("error.unexpected"))


def _length(request: Request, owner: str) -> int:
    """The bytes that the body says it has, where they are few enough."""
    if not 16 <= len(owner) <= 64:
        raise Complaint("live.no_owner")
    limit = runs().limits.upload_mb
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or not 0 < int(length) <= limit * MEGABYTE:
        raise Complaint("live.own_bytes", limit=limit)
    return int(length)


async def _body(request: Request, length: int, arrival: Arrival | None = None) -> bytes:
    """The body, or nothing of it where it does not arrive anywhere.

    Raises Complaint where it is longer than it said, TimeoutError where it takes too long, Busy where it finds no room.
    """
    clock = asyncio.get_running_loop().time
    body, arrived, passed, end = bytearray(), 0, 0, clock() + PATIENCE
    async with asyncio.timeout(WITHIN) as patience:
        async for part in request.stream():
            arrived += len(part)
            if arrived > length:
                raise Complaint("live.own_garbled")
            if arrival:
                arrival.grow(len(part))
                body += part
            if arrived - passed >= LEAST:
                passed = arrived
                patience.reschedule(min(end, clock() + WITHIN))
    return bytes(body)


def _taken(owner: str, body: bytes, size: int, grey: bool) -> dict:
    """Holds the pictures for the owner's runs and tells what they are.

    {"count", "shape": (C, H, W), "beyond", "paper": see Own, "left_out": [{"name", "why"}], "left_out_count",
    "sheet": the first ones}
    """
    limits = runs().limits
    own = read_own(unpacked(body), size=size, grey=grey, bounds=Bounds(limits.upload_mb, limits.upload_pictures))
    images = own.data.images
    about = {
        "count": len(images),
        "shape": list(images.shape[1:]),
        "beyond": own.beyond,
        "paper": own.paper,
        "left_out": [vars(each) for each in own.left_out],
        "left_out_count": own.left_out_count,
        "sheet": png(sheet(images[:SHOWN] / 255, SHOWN // 2)),
    }
    runs().uploads.keep(owner, "pictures", memoryview(images.numpy()).cast("B"), about)
    return about


def _resumable(owner: str, body: bytes) -> dict:
    """Holds a checkpoint for the owner's next run and tells what it is.

    {"name", "family", "config", "steps", "shape": (C, H, W), "whole": whether it holds both players}
    """
    files = unpacked(body)
    found = read_zip(
        files[0][1] if files else b"",
        tuple(dict.fromkeys(show.family for show in runs().shows)),
        runs().limits.upload_mb,
    )
    config = found.config
    about = {
        "name": base_name(found.card.name),
        "family": found.card.family,
        "config": config.to_dict(),
        "steps": min(max(0, found.card.steps), MOST_STEPS),
        "shape": [config.channels, config.size, config.size],
        "whole": found.whole,
    }
    runs().uploads.keep(owner, "weights", packed(found.tensors), about)
    return about


def unpacked(body: bytes) -> list[tuple[str, bytes]]:
    """(name, content) of every file in a body; raises Complaint where it is not of the form that the page sends."""
    try:
        end = body.index(b"\n", 0, HEADER)
        listed = json.loads(body[:end])["files"]
        files, start = [], end + 1
        if len(listed) > ENTRIES:
            raise ValueError(len(listed))
        for name, count in listed:
            if not isinstance(name, str) or type(count) is not int or count < 0:
                raise ValueError(name)
            files.append((name, body[start : start + count]))
            start += count
        if start != len(body):
            raise ValueError(start)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Complaint("live.own_garbled") from error
    return files
