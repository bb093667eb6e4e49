"""Models and pictures for everybody at once: a cache of loaded models, two inference workers, fast encoders.

All inference, of panels and endpoints alike, passes through the same two threads, one visitor after the other: with
more, everybody waits for a share of the same cores, and whoever drags a slider would starve whoever clicks once. The
two never load a model: whoever needs one that is not in memory leaves the line until it is, and comes back.
"""

import asyncio
import base64
import inspect
import io
import logging
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import gradio as gr
import torch
from PIL import Image
from torch import Tensor, nn

from genmodels import checkpoints, hub_cache
from genmodels.reasons import UserError
from genmodels.runtime import channels_last
from ui.door import visitors
from ui.language import words
from ui.serving import zero_gpu
from ui.serving.line import Full, Line
from ui.serving.shelf import Shelf
from ui.serving.tickets import Tickets
from ui.settings import Limits, Weights

WORKERS, LOADERS, ERRANDS = 2, 4, 16
ERRANDS_EACH = 2  # of one visitor at a time: whoever waits for the Hub has another thread for a click
logger = logging.getLogger("genmodels.ui")
_worker = threading.local()  # .borrowed: the models of the question that this thread answers
_tickets = Tickets()


class Absent(Exception):  # noqa: N818, no error: the question waits until the model is there
    """A worker needs a model that is not in memory."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


@cache
def line() -> Line:
    """Everybody's turn before the two workers."""
    return Line(WORKERS, Limits.from_environment().queue, prepare=partial(torch.set_num_threads, 1))


@cache
def _loaders() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LOADERS, "loading")


@cache
def _errands() -> Line:
    """Everybody's turn before the threads that wait for a disk, a worker or the Hub."""
    return Line(ERRANDS, Limits.from_environment().queue, name="errand", each=ERRANDS_EACH, computes=False)


@cache
def shelf() -> Shelf:
    """The models in memory."""
    return Shelf(_load, Weights.from_environment().models_mb * 10**6)


def visitors_cache() -> Path:
    """The folder for what visitors choose from the Hub; what the operator fetches lies in the Hub's own cache."""
    chosen = Weights.from_environment().hub_cache
    return Path(chosen).expanduser() if chosen else hub_cache.own().with_name("genmodels-visitors")


def _load(name: str) -> nn.Module:
    """A checkpoint of the catalog, or "owner/repo@commit" that was fetched from the Hub before."""
    with torch.inference_mode(False):  # which would mark the weights
        if name in checkpoints.published():
            return channels_last(checkpoints.load(name))
        found = hub_cache.at_hand(name, visitors_cache())
        if found is None:
            raise words.Complaint("error.no_weights", name=name)
        return channels_last(checkpoints.restore(found))


def model(name: str) -> nn.Module:
    """The model of that name (see `_load`), loaded at its first use and shared from then on."""
    borrowed = getattr(_worker, "borrowed", None)
    if borrowed is None:  # none of the two workers, so nobody waits in line behind us
        found = shelf().lend(name)
        shelf().give_back(found)
        return found
    if name not in borrowed:
        found = shelf().lend_loaded(name)
        if found is None:
            raise Absent(name)
        borrowed[name] = found
    return borrowed[name]


def once(work: Callable[[nn.Module], Any]) -> Callable[[nn.Module], Any]:
    """The function of a model, computed once and kept as long as the model is in memory."""
    kept: WeakKeyDictionary[nn.Module, Any] = WeakKeyDictionary()

    @wraps(work)
    def answer(network: nn.Module) -> Any:
        if network not in kept:
            kept[network] = work(network)
        return kept[network]

    return answer


def available(*names: str) -> list[str]:
    """Those of these checkpoints that are on this machine: what is not there is not offered."""
    there = checkpoints.at_hand()
    return [name for name in names if name in there]


async def infer(work: Callable[..., Any], *arguments: Any, visitor: str = "") -> Any:
    """What `work` returns, computed without gradients by one of the two workers when it is this visitor's turn.

    It begins anew if it finds that a model is not in memory, once a loader has brought that. Raises Complaint where too
    many requests wait already.
    """
    borrowed: dict[str, nn.Module] = {}

    def quietly() -> Any:
        _worker.borrowed = borrowed
        try:
            with torch.inference_mode():
                return work(*arguments)
        finally:
            del _worker.borrowed

    try:
        while True:
            try:
                return await asyncio.wrap_future(line().submit(visitor, copy_context().run, quietly))
            except Full:
                raise words.Complaint("error.busy") from None
            except Absent as absent:
                borrowed[absent.name] = await asyncio.wrap_future(_loaders().submit(shelf().lend, absent.name))
    finally:
        for found in borrowed.values():
            shelf().give_back(found)


@dataclass(frozen=True)
class Login:
    """A visitor's account at the Hub, and what lets this server act for them there."""

    name: str
    token: str


async def run_errand(work: Callable[..., Any], *arguments: Any, visitor: str = "") -> Any:
    """What `work` returns, which computes nothing but waits; when it is this visitor's turn. Raises Complaint, too."""
    try:
        return await asyncio.wrap_future(_errands().submit(visitor, copy_context().run, work, *arguments))
    except Full:
        raise words.Complaint("error.busy") from None


def errand(work: Callable, *, login: bool = False) -> Callable:
    """Marks a panel's function that computes nothing but waits for a disk, a worker or the Hub: see `run_errand`.

    login: it is `work(data, login)`, with the visitor's own login at the Hub, or None.
    """
    work.errand, work.login = True, login
    return work


def server_function(work: Callable[[dict], dict]) -> Callable:
    """`work(data) -> answer` as a server function of a gr.HTML panel.

    Adds the milliseconds it took and those it waited for a worker. A mistake becomes {"error": sentence} in the
    visitor's language; what nobody foresaw is logged here with its traceback and told there in a sentence without one.
    Who waits long is told {"ticket", "place"} and asks again with the ticket, which the panel's script does by itself.
    """

    async def answer(
        data: dict, request: gr.Request, token: gr.OAuthToken | None = None, account: gr.OAuthProfile | None = None
    ) -> dict:
        code = words.language(request)
        try:
            if not isinstance(data, dict):
                raise words.Complaint("error.no_data")
            code = words.chosen(data.get("language"), code)
            visitor = visitors.of(request)
            data = data | {"visitor": visitor}
            zero_gpu.on_behalf_of(request)
            if hasattr(work, "errand"):
                login = Login(account.username, token.token) if token and account else None
                arguments = (data, login) if work.login else (data,)
                return await run_errand(work, *arguments, visitor=visitor)
            place = partial(line().place, visitor)
            answered = await _tickets.again(data.get("ticket"), place)
            asked = time.perf_counter()
            return answered or await _tickets.first(infer(_timed, work, data, asked, visitor=visitor), place)
        except UserError as mistake:
            return {"error": words.told(mistake, code)}
        except Exception:
            logger.exception("%s failed", work.__name__)
            return {"error": words.text("error.unexpected", code)}

    answer.__name__ = work.__name__  # by which the panel's script calls it
    return answer


def _timed(work: Callable[[dict], dict], data: dict, asked: float) -> dict:
    start = time.perf_counter()
    answer = work(data)
    end = time.perf_counter()
    return answer | {"milliseconds": round(1000 * (end - start), 1), "waited": round(1000 * (start - asked), 1)}


def endpoint(work: Callable) -> Callable:
    """A typed function as an endpoint of the app: same workers, mistakes as gr.Error in the language asked for."""

    @wraps(work)
    async def answer(request: gr.Request, *arguments):
        code = words.language(request)
        try:
            return await infer(work, *arguments, visitor=visitors.of(request))
        except UserError as mistake:
            raise gr.Error(words.told(mistake, code), print_exception=False) from None
        except Exception:
            logger.exception("%s failed", work.__name__)
            raise gr.Error(words.text("error.unexpected", code), print_exception=False) from None

    # Gradio looks here for what to hand over; the request is no argument that a program gives
    asked = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    signature = inspect.signature(work)
    answer.__signature__ = signature.replace(parameters=[asked, *signature.parameters.values()])
    answer.__annotations__ = work.__annotations__ | {"request": gr.Request}
    return answer


def publish(functions: Iterable[Callable]) -> None:
    """Puts typed functions into the page that is being built, as endpoints of their names."""
    for function in functions:
        # queue=False saves two round trips; order and limit are kept by the two workers
        gr.api(endpoint(function), api_name=function.__name__, queue=False)


def sheet(images: Tensor, columns: int) -> Tensor:
    """Pictures side by side: (N, C, H, W) -> (C, rows * H, columns * W); the last row is filled up with black."""
    count, channels, height, width = images.shape
    rows = -(-count // columns)
    grid = images.new_zeros(rows * columns, channels, height, width)
    grid[:count] = images
    grid = grid.view(rows, columns, channels, height, width).permute(2, 0, 3, 1, 4)
    return grid.reshape(channels, rows * height, columns * width)


def png(image: Tensor) -> str:
    """A data URL of a small picture, (1 or 3, H, W) or (H, W) in [0, 1], in 0.1 ms for 28x28.

    Written by hand because Pillow's encoder spends its time on filters that gain nothing on a picture this small.
    """
    pixels = _bytes(image)
    height, width, channels = pixels.shape
    raw = torch.zeros(height, 1 + width * channels, dtype=torch.uint8)  # each row starts with its filter: 0, none
    raw[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw.numpy().tobytes(), 1)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return "data:image/png;base64," + base64.b64encode(data).decode()


def jpeg(image: Tensor, quality: int = 90) -> str:
    """A data URL of a larger picture, (1 or 3, H, W) in [0, 1]: 0.5 ms for 256x256, where PNG takes 8.

    Colour is kept at every pixel: halved, as JPEG mostly does, it smudges beside black lines.
    """
    pixels = _bytes(image).numpy()
    buffer = io.BytesIO()
    picture = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def _bytes(image: Tensor) -> Tensor:
    """(C, H, W) or (H, W) in [0, 1] -> (H, W, C) uint8 on the CPU."""
    image = image if image.dim() == 3 else image.unsqueeze(0)
    return image.detach().clamp(0, 1).mul(255).round().to("cpu", torch.uint8).permute(1, 2, 0)
