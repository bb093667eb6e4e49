"""Stands in for the `spaces` package of a ZeroGPU Space, as far as that is documented.

A decorated function runs in another process, which is kept for the next call; arguments and values cross over pickled;
generators are allowed, `async def` is not; a call may be refused, and is broken off after its duration.
"""

import importlib
import inspect
import multiprocessing
import os
import time
from functools import partial, wraps

calls: list[tuple[str, float]] = []  # the names of the functions that were lent a GPU, and for how many seconds
refusal = ""  # if not empty, the sentence with which the next calls are refused
_lent: list = []  # the process that holds "the GPU", and its pipe


def GPU(task=None, *, duration: float = 60):  # noqa: N802, its name there
    """@spaces.GPU or @spaces.GPU(duration=seconds)."""
    if task is None:
        return partial(GPU, duration=duration)
    if os.environ.get("SPACES_ZERO_GPU") != "true":
        return task
    if inspect.iscoroutinefunction(task):
        raise NotImplementedError

    @wraps(task)
    def stream(*arguments, **named):
        yield from _call(task, duration, arguments, named)

    @wraps(task)
    def once(*arguments, **named):
        return next(_call(task, duration, arguments, named))

    return stream if inspect.isgeneratorfunction(task) else once


def kill() -> None:
    """Ends the process that holds the GPU, as the Space may."""
    while _lent:
        process, _ = _lent.pop()
        process.kill()
        process.join()


def _call(task, duration, arguments, named):
    if refusal:
        raise RuntimeError(refusal)
    calls.append((task.__name__, duration))
    if not _lent:
        context = multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        _lent.append((process, pipe))
    _, pipe = _lent[0]
    pipe.send((task.__module__, task.__qualname__, arguments, named))
    until = time.monotonic() + duration
    while True:
        try:
            kind, value = pipe.recv() if pipe.poll(until - time.monotonic()) else ("late", None)
        except (EOFError, OSError):
            kind, value = "late", None
        if kind == "late":
            kill()
            raise RuntimeError("GPU task aborted")
        if kind == "error":
            raise RuntimeError(value)
        if kind == "end":
            return
        yield value


def _serve(pipe) -> None:
    while True:
        module, name, arguments, named = pipe.recv()
        work = inspect.unwrap(getattr(importlib.import_module(module), name))
        try:
            done = work(*arguments, **named)
            for value in done if inspect.isgeneratorfunction(work) else [done]:
                pipe.send(("value", value))
            pipe.send(("end", None))
        except Exception as error:
            pipe.send(("error", type(error).__name__))
