"""A worker process, the thread that listens to it, and the thread that writes to it: nobody else waits for it."""

import contextlib
import logging
import math
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import BinaryIO

from ui.language.words import Complaint
from ui.live.worker.memory import again, lend
from ui.live.worker.session import serve

LATE = "ui.live.worker.late"  # imported by name: the app itself needs nothing of it
PATIENCE = 3.0  # seconds for a worker to leave its state and go; then it is ended
DEAF = 30.0  # seconds without reading, of a worker whose pipe is full, until it is given up
IMPORTS = 90.0  # and so many more for one that cannot read before it has imported PyTorch itself
UNREAD = 1000  # messages that wait for the pipe; a page that drags a slider sends sixty a second
logger = logging.getLogger("genmodels.ui")


def _context() -> multiprocessing.context.BaseContext:
    """Workers come from a process that has imported PyTorch once and does nothing but fork: each is there at once, and
    they share its pages. (A fork of the app itself would inherit the locks of threads that it does not have.) Windows
    has no such thing: each worker imports for itself there."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LATE])
    return context


class Worker:
    """A process that waits for one job. It may start later than this is made. No method waits for anything."""

    def __init__(self, threads: int, nice: int):
        context = _context()
        self.patience = DEAF + (IMPORTS if context.get_start_method() == "spawn" else 0.0)
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, threads, nice), name="live run", daemon=True)
        self.started, self.dismissed = threading.Event(), threading.Event()
        self.outbox: queue.SimpleQueue[object] = queue.SimpleQueue()  # messages, files to lend, None at the end
        self.writing_since = math.inf  # when the message was begun that the pipe has not taken yet
        threading.Thread(target=self._start, args=(theirs,), name="live run starter", daemon=True).start()

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
                self.kill()  # it may have closed its pipe and compute on, for nobody
                gone()

        threading.Thread(target=loop, name="live run listener", daemon=True).start()

    def send(self, message: object) -> None:
        """A job or a command; a process that has just ended misses nothing by not getting it, nor one that is deaf."""
        if self.outbox.qsize() < UNREAD:
            self.outbox.put(message)

    def lend(self, file: BinaryIO) -> None:
        """Memory that a job brings, in the order in which the worker takes it; the caller may close the file."""
        self.outbox.put(again(file))

    def deaf(self, now: float) -> bool:
        """Whether it has read nothing in a long time though its pipe is full, or leaves too much unread."""
        return now - self.writing_since > self.patience or self.outbox.qsize() >= UNREAD

    def end_soon(self) -> None:
        """Ends the process if it does not end by itself: it may be in a download and deaf to commands."""
        timer = threading.Timer(PATIENCE, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        """Ends the process; one that is still starting ends as soon as it has started."""
        self.dismissed.set()
        self.outbox.put(None)
        if self.started.is_set() and self.process.is_alive():
            self.process.kill()

    def _start(self, theirs: Connection) -> None:
        """The first worker of all waits here for the imports; then this thread is the one that writes."""
        try:
            self.process.start()
        finally:
            theirs.close()  # so that the pipe ends when the process does
            self.started.set()
        if self.dismissed.is_set():
            self.kill()
        self._write()

    def _write(self) -> None:
        try:
            while (message := self.outbox.get()) is not None:
                self.writing_since = time.monotonic()
                self._put(message)
                self.writing_since = math.inf
        except OSError:
            pass  # it has ended
        except Exception:
            logger.exception("a live run cannot be sent what it needs, so its process is ended")
            self.kill()

    def _put(self, message: object) -> None:
        if hasattr(message, "fileno"):
            with contextlib.closing(message):
                lend(self.pipe, message, self.process.pid)
        else:
            self.pipe.send(message)

    def _next(self) -> dict | None:
        """The next message, None when no more can come; one that cannot be unpacked is told as a failure."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return None
        except Exception:
            logger.exception("a live run sent what cannot be unpacked")
            return {"kind": "failed", "mistake": Complaint("error.unexpected")}
