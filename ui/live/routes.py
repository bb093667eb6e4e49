"""What browsers fetch of live runs, beside Gradio: one stream of events for each run, and what one takes home.

Each message is encoded once, however many watch, and a stream holds nothing but the newest. A page that is hidden
closes its stream and says so; one that is closed only closes it.
"""

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import AsyncIterator
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from ui.door import visitors
from ui.language import words
from ui.live.house import Unknown, runs
from ui.live.keep.export import checkpoint_zip, latent_walk, time_lapse
from ui.live.keep.samples import COLUMNS, MOST, sheet
from ui.live.keep.snapshots import snapshot
from ui.live.rooms.run import Run
from ui.live.rooms.watcher import Watcher
from ui.serving import checked, functions, infer
from ui.settings import LIVE_ROOT

HEARTBEAT = 15.0  # seconds between signs of life, by which a broken connection is noticed
SECRET_LENGTH = 64  # characters of a page's secret, at most
GONE = b"data: " + json.dumps({"state": "gone"}).encode() + b"\n\n"


_at_work = threading.BoundedSemaphore(1)  # films and checkpoints one after the other: each takes a core for a second


def attach(app: FastAPI) -> None:
    """Adds the routes to a launched app; a limit in the environment that does not fit is told now."""
    infer.line().rivals = runs().training
    app.add_api_route(LIVE_ROOT + "/{code}", stream, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/here", here, methods=["POST"])
    app.add_api_route(LIVE_ROOT + "/{code}/grid/{step}", grid, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/picture/{name}/{number}", picture, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/checkpoint.zip", checkpoint, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/lapse.gif", lapse, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/walk.gif", walk, methods=["GET"])
    app.add_api_route(LIVE_ROOT + "/{code}/samples.jpg", samples, methods=["GET"])


def owns(run: Run, owner: object) -> bool:
    return isinstance(owner, str) and secrets.compare_digest(run.owner.encode(), owner.encode())


async def stream(code: str, request: Request, owner: str = "") -> StreamingResponse:
    """The run's messages as server-sent events: first one with all the past, then each newest state."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_messages(code, owner), media_type="text/event-stream", headers=headers)


async def _messages(code: str, owner: str) -> AsyncIterator[bytes]:
    loop, news = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the server is closing and its loop has ended
            loop.call_soon_threadsafe(news.set)

    try:
        run = runs().room(code)
    except Unknown:
        yield GONE
        return
    watcher = Watcher(wake, owner[:SECRET_LENGTH])
    with run.lock:
        first = run.watch(watcher)
    try:
        yield first
        while True:
            try:
                await asyncio.wait_for(news.wait(), HEARTBEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            news.clear()
            if message := watcher.take():
                yield message
    finally:
        with run.lock:
            run.leave(watcher)


async def here(code: str, owner: str, closing: bool = False) -> Response:
    """A sign of life of the owner's page while it is hidden, or the last one when it closes."""
    with contextlib.suppress(Unknown):
        run = runs().room(code)
        if owns(run, owner):
            with run.lock:
                run.sign(not closing)
    return Response(status_code=204)


def grid(code: str, step: int, request: Request) -> Response:
    """The newest kept sample sheet that is not newer than that step."""
    try:
        run = runs().room(code)
    except Unknown:
        return _gone(request)
    with run.lock:
        found = run.history.grid_at(step)
    if found is None:
        return _gone(request)
    return Response(found[1], media_type="image/webp", headers={"X-Step": str(found[0]), "Cache-Control": "no-store"})


async def picture(code: str, name: str, number: int, request: Request) -> Response:
    """A picture that the run's stream told of; what stands at an address never changes."""
    try:
        run = runs().room(code)
    except Unknown:
        return _gone(request)
    with run.lock:
        found = run.pictures.find(name, number)
    if found is None:
        return _gone(request)
    return Response(found, media_type="image/webp", headers={"Cache-Control": "private, max-age=300, immutable"})


def checkpoint(code: str, request: Request) -> Response:
    """The model as it is now, as a folder that `genmodels.load` opens."""
    return _download(code, request, checkpoint_zip, "application/zip", "zip")


def lapse(code: str, request: Request) -> Response:
    """All kept sample sheets as a film."""
    return _download(code, request, time_lapse, "image/gif", "gif")


def walk(code: str, request: Request) -> Response:
    """A walk through the latent space of the model as it is now."""
    return _download(code, request, latent_walk, "image/gif", "gif")


async def samples(
    code: str,
    request: Request,
    seed: int = 0,
    count: int = COLUMNS,
    truncation: float = 3.0,
    columns: int = COLUMNS,
    newest: bool = False,
) -> Response:
    """Samples by seed, of the model that was looked at last, or of the newest."""
    try:
        checked.whole("seed", seed, 0, 2**32 - 1)
        checked.whole("count", count, 1, MOST)
        checked.number("truncation", truncation, 0, 3)
        checked.whole("columns", columns, 1, COLUMNS)
        run, visitor = runs().room(code), visitors.of(request)
        found = await functions.run_errand(partial(snapshot, newest=newest), run, visitor=visitor)
        if found is None or found.show.draw is None:
            return _gone(request)
        content = await infer.infer(sheet, found, seed, count, truncation, columns, visitor=visitor)
    except words.Complaint as complaint:
        return JSONResponse({"error": complaint.translated(words.language(request))}, 400)
    except Unknown:
        return _gone(request)
    headers = {"X-Step": str(found.step), "Cache-Control": "no-store"}
    return Response(content, media_type="image/webp", headers=headers)


def _download(code: str, request: Request, make, kind: str, ending: str) -> Response:
    try:
        run = runs().room(code)
    except Unknown:
        return _gone(request)
    with _at_work:
        content = make(run)
    if content is None:
        return _gone(request)
    name = f"{run.job.family}-{run.about['data']}-{run.code.lower()}.{ending}"
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _gone(request: Request) -> JSONResponse:
    return JSONResponse({"error": words.say("live.nothing_here", request)}, 404)
