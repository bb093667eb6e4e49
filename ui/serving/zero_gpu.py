"""ZeroGPU: a Space whose GPU is lent for the length of one function call, in a process that is made for it.

Written after the `spaces` package's documentation and code and tested with a stand-in for it; it was never run on that
hardware. The pages' models stay on the CPU there: a picture takes milliseconds, while to be lent a GPU takes a place in
a queue and a new process. Only what keeps it busy for seconds, live training, asks for it.
"""

import importlib.util
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # its import takes seconds, and a process that trains needs nothing of it
    import gradio as gr


def here() -> bool:
    """Whether this is a Space that lends GPUs."""
    asked = os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")
    return asked and importlib.util.find_spec("spaces") is not None


def on_gpu(seconds: int) -> Callable[[Callable], Callable]:
    """A decorator: the function or generator holds a GPU while it runs, `seconds` at most. Elsewhere it stays as it is.

    Its arguments and what it returns or yields must be picklable: there, it runs in another process. No `async def`.
    """
    if not here():
        return lambda work: work
    import spaces  # only such a Space has it; it must be imported before anything computes on CUDA

    return spaces.GPU(duration=seconds)


def stay_on_cpu() -> None:
    """Where GPUs are lent, the app's own process has none, though torch there is made to say that it has."""
    if here():
        os.environ.setdefault("GENMODELS_DEVICE", "cpu")


def arrived() -> None:
    """First thing in a function that holds a GPU: from now on, in this process, models are made on it."""
    if here():
        os.environ["GENMODELS_DEVICE"] = "auto"


def on_behalf_of(request: "gr.Request") -> None:
    """GPUs are lent to whoever asks now: `spaces` looks here, also from threads that copy this context."""
    if here():
        from gradio.context import LocalContext

        LocalContext.request.set(request)
