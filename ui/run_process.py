"""A worker process and the thread that listens to it."""

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from typing import BinaryIO

from ui.run_bring import lend
from ui.run_worker import serve

PATIENCE = 3.0  # seconds for a worker to leave its state and go; then it is ended


class Worker:
    """A spawned process that waits for one job (a forked one would inherit locks of threads that it does not have)."""

    def __init__(self, threads: int, nice: int):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, threads, nice), name="live run", daemon=True)
        self.process.start()
        theirs.close()  # so that the pipe ends when the process does

    def listen(self, heard: Callable[[dict], None], gone: Callable[[], None]) -> None:
        """Calls `heard` with every message and `gone` once, when the process has ended; from a thread of its own."""

        def loop() -> None:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    heard(self.pipe.recv())
            self.process.join(PATIENCE)
            gone()

        threading.Thread(target=loop, name="live run listener", daemon=True).start()

    def send(self, message: object) -> None:
        """A job or a command; a process that has just ended misses nothing by not getting it."""
        with contextlib.suppress(OSError):
            self.pipe.send(message)

    def lend(self, file: BinaryIO) -> None:
        """Memory that a job brings, in the order in which the worker takes it."""
        with contextlib.suppress(OSError):
            lend(self.pipe, file, self.process.pid)

    def end_soon(self) -> None:
        """Ends the process if it does not end by itself: it may be in a download and deaf to commands."""
        timer = threading.Timer(PATIENCE, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        if self.process.is_alive():
            self.process.kill()
