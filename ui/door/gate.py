"""The door before Gradio and our own routes, as ASGI middleware: where one may go, with how much, and how often.

Gradio serves more than this app needs: files, uploads, a proxy, monitoring. Only what stands in OPEN is reached; a body
is bounded while it is read and its JSON may not nest deeply; whoever asks too often is told to wait; and every answer
that is not a success is one kind sentence in the visitor's language, without a path or the name of an exception.
"""

import asyncio
import json
import logging
import re
from collections import Counter

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genmodels.reasons import UserError
from ui.door import visitors
from ui.door.bodies import drained, parts, replayed, too_deep
from ui.door.lobby import Lobby
from ui.door.rates import Buckets
from ui.language import words
from ui.settings import LIVE_ROOT, PLAY_ROOT, Limits

PREFIX = "/gradio_api"
OPEN = re.compile(
    rf"/|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon|login_check)/?"
    rf"|/(assets|static|svelte)/.+|/(login|logout)(/.*)?"
    rf"|{PREFIX}/(app_id|info|openapi\.json|theme\.css|startup-events|login_check|user|token|component_server"
    rf"|queue/(join|data)|cancel|reset)/?"
    rf"|{PREFIX}/(heartbeat|run|api|call)/.+|({LIVE_ROOT}|{PLAY_ROOT})/.+"
)
WORK = re.compile(rf"{PREFIX}/(component_server|queue/join|run|api|call)(/|$)")  # what a model or a run has to do
SAMPLES = re.compile(rf"{LIVE_ROOT}/\w+/samples\.jpg")  # what a run's generator has to do
DIRECT = re.compile(rf"{PREFIX}/(run|api)/")  # where Gradio answers a visitor's mistake with 500
PANEL = f"{PREFIX}/component_server"  # whose page reads only a success: a refusal is {"error": sentence} there, too
HEAVY = re.compile(
    rf"{LIVE_ROOT}/(\w+/(checkpoint\.zip|lapse\.gif|walk\.gif)|upload/\w+)"
)  # seconds of work for one small request

SESSION = re.compile(rb'"session_hash"\s*:\s*"([\w-]{1,64})"')
PATIENCE = 30.0  # seconds for a body to arrive
BURST = 2.0  # seconds' worth of requests that may come in one go
CLASS = 10  # an address may ask so many times as often as a page: a class shares one
AT_ONCE = 400  # requests of one address, open streams included
BODIES = 256 * 2**20  # bytes of all bodies in memory
ERRORS_KEPT = 2**16  # bytes of an answer that is looked at for its sentence
STUMBLES = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
logger = logging.getLogger("genmodels.ui")


class Refusal(Exception):  # noqa: N818, it is what the person is told and not what broke
    """An answer instead of going on: a status, a sentence, and the seconds after which asking again makes sense."""

    def __init__(self, status: int, key: str, wait: float = 0, **fields: object):
        super().__init__(key)
        self.status, self.wait, self.complaint = status, wait, words.Complaint(key, **fields)

    __reduce__ = UserError.__reduce__


class Gate:
    """Middleware for `launch(app_kwargs={"middleware": [...]})`."""

    def __init__(self, app: ASGIApp, limits: Limits):
        rate = limits.requests_per_second
        self.app, self.most = app, limits.request_mb * 2**20
        self.pages, self.addresses = Buckets(rate, BURST * rate), Buckets(CLASS * rate, BURST * CLASS * rate)
        self.heavy = Buckets(0.5, 20)
        self.lobby = Lobby(limits.visitors)
        self.open: Counter[str] = Counter()  # requests under way, by address
        self.held = 0  # bytes of bodies in memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        address, answer = (scope.get("client") or ("",))[0], Answer(scope, send)
        self.open[address] += 1
        try:
            await self._admit(scope, receive, answer, address)
        except Refusal as refusal:
            await answer.refuse(refusal)
        except STUMBLES as error:
            # Our own functions catch what they raise, so it was Gradio that stumbled over what it was sent
            logger.warning("%s refused: %s", inner_path(scope), type(error).__name__)
            await answer.refuse(Refusal(400, "error.bad_request"))
        except Exception:
            logger.exception("%s failed", inner_path(scope))
            await answer.refuse(Refusal(500, "error.unexpected"))
        finally:
            self.open[address] -= 1
            if not self.open[address]:
                del self.open[address]

    async def _admit(self, scope: Scope, receive: Receive, answer: "Answer", address: str) -> None:
        """Lets a request through to the app; raises Refusal."""
        path = inner_path(scope)
        if not OPEN.fullmatch(path):
            raise Refusal(404, "error.no_address")
        if self.open[address] > AT_ONCE:
            raise Refusal(429, "error.too_often", wait=5)
        self._count(self.addresses, address)
        if HEAVY.fullmatch(path):
            self._count(self.heavy, address)
        if path == "/" and scope["method"] == "GET":
            place = self.lobby.enter(address, ticket_of(scope))
            if place:
                await answer.send_response(waiting_page(scope, place, self.lobby.ticket))
                return
        body = b""
        if scope["method"] == "POST" and not path.startswith(LIVE_ROOT):  # those bound what they read themselves
            body = await self._body(scope, receive)
            receive = replayed(body, receive)
        try:
            self._know(scope, path, address, body)
            await self.app(scope, receive, answer)
        finally:
            self.held -= len(body)

    def _know(self, scope: Scope, path: str, address: str, body: bytes) -> None:
        """Writes down who asks, and counts what they ask."""
        found = SESSION.search(body)
        session = found[1].decode() if found else Headers(scope=scope).get("x-session", "")[:64]
        scope[visitors.KEY] = f"{address} {session}"
        if WORK.match(path):
            self._count(self.pages, scope[visitors.KEY])
            self.lobby.seen(address, session)
        elif SAMPLES.fullmatch(path):
            self._count(self.pages, scope[visitors.KEY])

    @staticmethod
    def _count(buckets: Buckets, key: str) -> None:
        wait = buckets.take(key)
        if wait:
            raise Refusal(429, "error.too_often", wait=wait)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """All of the body; raises Refusal where it is too long, too slow or too deep."""
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "0")
        if self.held > BODIES:
            raise Refusal(503, "error.busy", wait=5)
        try:
            async with asyncio.timeout(PATIENCE):
                if not declared.isdecimal() or int(declared) > self.most:
                    await drained(receive, 4 * self.most)
                    raise Refusal(413, "error.too_large", limit=self.most >> 20)
                body = await self._read(receive)
        except TimeoutError:
            raise Refusal(408, "error.too_slow") from None
        self.held += len(body)
        if "json" not in headers.get("content-type", "json") or too_deep(body):
            self.held -= len(body)
            raise Refusal(400, "error.bad_request")
        return body

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        async for part in parts(receive):
            body += part
            if len(body) > self.most:
                await drained(receive, 4 * self.most)
                raise Refusal(413, "error.too_large", limit=self.most >> 20)
        return bytes(body)


class Answer:
    """The way back: passes a success on as it comes, and makes one kind sentence of everything else."""

    def __init__(self, scope: Scope, send: Send):
        self.scope, self.pass_on = scope, send
        self.started = False
        self.failed: int | None = None  # the status of a failure whose body is being gathered
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            self.failed = message["status"]
        elif self.failed is None:
            self.started = True
            await self.pass_on(message)
        else:
            self.body += message.get("body", b"")[: ERRORS_KEPT - len(self.body)]
            if not message.get("more_body"):
                await self._explain(self.failed)

    async def refuse(self, refusal: Refusal) -> None:
        """The sentence, unless an answer is already on its way."""
        if self.started:
            return
        sentence = refusal.complaint.translated(language_of(self.scope))
        headers = {"Retry-After": str(max(1, round(refusal.wait)))} if refusal.wait else {}
        status = 200 if inner_path(self.scope).startswith(PANEL) and self.failed is None else refusal.status
        await self.send_response(JSONResponse({"error": sentence, "detail": sentence}, status, headers))

    async def send_response(self, response: Response) -> None:
        self.started = True
        await response(self.scope, _never, self.pass_on)

    async def _explain(self, status: int) -> None:
        """A failure of the app: its own sentence if it has one, else ours."""
        told = _object(bytes(self.body))
        if isinstance(told.get("error"), str):
            path, unexpected = (
                inner_path(self.scope),
                {words.text("error.unexpected", code) for code in words.LANGUAGES},
            )
            if status == 500 and DIRECT.match(path) and told["error"] not in unexpected:
                status = 422  # what was asked is wrong, not the server
            await self.send_response(JSONResponse(told, status))
            return
        if status == 500 and DIRECT.match(inner_path(self.scope)):
            status = 400  # Gradio's own complaint, such as too few arguments; ours have a sentence
        key = {404: "no_address", 405: "no_address", 413: "too_large", 429: "too_often", 503: "busy"}.get(status)
        await self.refuse(Refusal(status, f"error.{key or ('unexpected' if status >= 500 else 'bad_request')}"))


def language_of(scope: Scope) -> str:
    return words.preferred(Headers(scope=scope).get("accept-language", ""))


def inner_path(scope: Scope) -> str:
    """The path without the prefix under which a proxy shows the app."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] or "/" if root and path.startswith(root) else path


def ticket_of(scope: Scope) -> str:
    found = re.search(rb"(?:^|&)waiting=([\w-]{1,32})", scope.get("query_string", b""))
    return found[1].decode() if found else ""


def waiting_page(scope: Scope, place: int, ticket: str) -> Response:
    """A page that asks again by itself until it is its turn; 503, so that no program takes it for the playground."""
    code = language_of(scope)
    query = re.sub(r"(^|&)waiting=[^&]*", "", scope.get("query_string", b"").decode("latin-1"))
    again = "?" + re.sub(r"[^\w=&,.%-]", "", f"{query}&waiting={ticket}".lstrip("&"))
    fields = {"code": code, "again": again.replace("&", "&amp;"), "title": words.text("app.waiting", code)}
    text = words.text("app.waiting_why", code).format(place=place)
    return HTMLResponse(WAITING.format(**fields, text=text), 503, {"Retry-After": "3", "Cache-Control": "no-store"})


WAITING = """<!doctype html><html lang="{code}"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="3;url={again}">
<style>:root {{ color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }}
body {{ max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem; word-break: keep-all; }}</style>
<h1>{title}</h1><p role="status">{text}</p></html>"""


def _object(body: bytes) -> dict:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


async def _never() -> Message:
    return {"type": "http.disconnect"}
