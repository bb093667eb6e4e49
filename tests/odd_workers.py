"""What a live worker's process must never do, each to be put in the place of `process.serve`; ended from outside."""

import time
from multiprocessing.connection import Connection


class Riddle:
    """Crosses a pipe and cannot be unpacked at its other end."""

    def __reduce__(self):
        return int, ("riddle",)


def riddles(parent: Connection, threads: int, nice: int) -> None:
    parent.recv()
    parent.send(Riddle())
    time.sleep(600)


def deaf(parent: Connection, threads: int, nice: int) -> None:
    """Reads nothing, like one that has been stopped."""
    time.sleep(600)
