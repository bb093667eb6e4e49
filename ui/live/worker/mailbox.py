"""Commands for a training that runs where no pipe leads: a file that only grows, one JSON list on each line."""

import json
import threading
import time
from pathlib import Path

PAUSE = 0.02  # seconds between two looks, for whoever waits


class Mailbox:
    """The writer's end; any number of threads."""

    def __init__(self, path: Path):
        self.path = path
        self.lock = threading.Lock()
        path.touch()

    def put(self, command: tuple) -> None:
        with self.lock, self.path.open("ab") as file:
            file.write(json.dumps(command).encode() + b"\n")


class Mail:
    """The reader's end, with the methods of a connection's; `read` is how far it has come, in bytes."""

    def __init__(self, path: Path, read: int = 0):
        self.path, self.read = path, read
        self.outbox: list[dict] = []

    def poll(self, timeout: float | None = 0) -> bool:
        """Whether a command is there, or comes within `timeout` seconds; None: however long it takes."""
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not self._line():
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        return True

    def recv(self) -> tuple:
        self.poll(None)
        line = self._line()
        self.read += len(line)
        return tuple(json.loads(line))

    def send(self, message: dict) -> None:
        """Keeps a message until somebody takes it to its reader."""
        self.outbox.append(message)

    def sent(self) -> list[dict]:
        """What was sent since the last time."""
        messages, self.outbox = self.outbox, []
        return messages

    def _line(self) -> bytes:
        if self.path.stat().st_size <= self.read:  # a microsecond: this is asked between any two steps
            return b""
        with self.path.open("rb") as file:
            file.seek(self.read)
            line = file.readline()
        return line if line.endswith(b"\n") else b""  # else it is still being written
