"""Models for everybody at once: those that are loaded, and the two threads that compute with them.

All inference, of panels and endpoints alike, passes through the same two threads, one visitor after the other: with
more, everybody waits for a share of the same cores, and whoever drags a slider would starve whoever clicks once. The
two never load a model: whoever needs one that is not in memory leaves the line until it is, and comes back.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import nn

from genmodels import checkpoints, hub_cache
from genmodels.reasons import UserError
from genmodels.runtime import channels_last
from ui.language import words
from ui.serving.graphs import hasten
from ui.serving.line import Full, Line
from ui.serving.shelf import Shelf
from ui.settings import Limits, Weights

WORKERS, LOADERS = 2, 4
_worker = threading.local()  # .borrowed: the models of the question that this thread answers


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
            return hasten(channels_last(checkpoints.load(name)))
        found = hub_cache.at_hand(name, visitors_cache())
        if found is None:
            raise words.Complaint("error.no_weights", name=name)
        return channels_last(checkpoints.restore(found))  # a graph from elsewhere is not run


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


def load_behind(names: Iterable[str]) -> Future:
    """Loads these models one after the other before anybody asks; why one cannot be, who asks for it is told."""

    def load() -> None:
        for name in names:
            with suppress(UserError, OSError):
                shelf().give_back(shelf().lend(name))

    return _loaders().submit(load)


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
    return [name for name in names if checkpoints.is_at_hand(name)]


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
