"""A worker process and the thread that listens to it."""

import contextlib
import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import BinaryIO

from ui.language.words import Complaint
from ui.live.worker.memory import lend
from ui.live.worker.session import serve

LATE = ("torch._dynamo", "sklearn.datasets")  # what the first optimizer and the small digits import, 1.4 s each
PATIENCE = 3.0  # seconds for a worker to leave its state and go; then it is ended
logger = logging.getLogger("genmodels.ui")


def _context() -> multiprocessing.context.BaseContext:
    """Workers come from a process that has imported PyTorch once and does nothing but fork: each is there at once, and
    they share its pages. (A fork of the app itself would inherit the locks of threads that it does not have.)"""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([serve.__module__, *LATE])
    return context


class Worker:
    """A process that waits for one job. It may start later than this is made, which waits for nothing."""

    def __init__(self, threads: int, nice: int):
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, threads, nice), name="live run", daemon=True)
        self.started = threading.Event()
        threading.Thread(target=self._start, args=(theirs,), name="live run starter", daemon=True).start()

    def _start(self, theirs: Connection) -> None:
        """The first worker of all waits here for the imports."""
        try:
            self.process.start()
        finally:
            theirs.close()  # so that the pipe ends when the process does
            self.started.set()

    def listen(self, heard: Callable[[dict], None], gone: Callable[[], None]) -> None:
        """Calls `heard` with every message and `gone` once, when the process has ended; from a thread of its own."""

        def loop() -> None:
            try:
                while (message := self._next()) is not None:
                    heard(message)
            except Exception:
                logger.exception("nobody can hear a live run any more, so its process is ended")
                self.kill()
            finally:
                if self.process.pid:
                    self.process.join(PATIENCE)
                    self.kill()  # it has closed its pipe and computes on, for nobody
                gone()

        threading.Thread(target=loop, name="live run listener", daemon=True).start()

    def _next(self) -> dict | None:
        """The next message, None when no more can come; one that cannot be unpacked is told as a failure."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return None
        except Exception:
            logger.exception("a live run sent what cannot be unpacked")
            return {"kind": "failed", "mistake": Complaint("error.unexpected")}

    def send(self, message: object) -> None:
        """A job or a command; a process that has just ended misses nothing by not getting it."""
        with contextlib.suppress(OSError):
            self.pipe.send(message)

    def lend(self, file: BinaryIO) -> None:
        """Memory that a job brings, in the order in which the worker takes it."""
        self.started.wait()
        with contextlib.suppress(OSError):
            lend(self.pipe, file, self.process.pid)

    def end_soon(self) -> None:
        """Ends the process if it does not end by itself: it may be in a download and deaf to commands."""
        timer = threading.Timer(PATIENCE, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        self.started.wait()
        if self.process.is_alive():
            self.process.kill()
