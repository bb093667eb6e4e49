"""What visitors have brought: held in memory without a name, for as long as a run may need it, and within bounds.

Nothing here is written to a disk. One upload at a time for each owner, and a bound for what all of them take together.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import BinaryIO

from genmodels.reasons import UserError
from ui.live.worker.job import Job
from ui.live.worker.memory import anonymous

MEGABYTE = 2**20
IDLE = 600.0  # seconds for which something that no run uses is held
SHARE = 0.5  # of the memory, for what arrives from one address at a time


class Busy(UserError):  # noqa: N818, it is what the person is told and not what broke
    """why: "mine", the owner's last upload is still arriving, or "full", others hold all the memory there is."""

    def __init__(self, why: str):
        super().__init__("an upload is still arriving" if why == "mine" else "there is no memory for another upload")
        self.why = why


@dataclass
class Arrival:
    """An upload on its way. size: the bytes of it that are here."""

    uploads: "Uploads"
    address: str
    size: int = 0

    def grow(self, more: int) -> None:
        """Takes room for as many more bytes as have come; raises Busy where there is none."""
        self.uploads.make_room(more, self.address)
        self.size += more


@dataclass
class Held:
    """One thing that was brought. kind: "pictures" or "weights".  about: what the owner's page shows of it."""

    token: str
    owner: str
    kind: str
    file: BinaryIO
    size: int
    about: dict
    touched: float


class Uploads:
    """Methods are called from any thread; they share the lock of the runs that use what is held."""

    def __init__(self, megabytes: int, lock: RLock, needed: Callable[[], set[str]]):
        """megabytes: for all together.  needed() -> the tokens that runs at work or in line use."""
        self.limit, self.lock, self.needed = megabytes * MEGABYTE, lock, needed
        self.held: dict[str, Held] = {}
        self.arriving: dict[str, Arrival] = {}

    @contextmanager
    def arrive(self, owner: str, address: str, announced: int) -> Iterator[Arrival]:
        """An upload that takes room as it comes, and gives it back at the end; raises Busy.

        announced: bytes, which take nothing yet: they may never come.
        """
        with self.lock:
            if owner in self.arriving:
                raise Busy("mine")
            needed = sum(self.held[token].size for token in self.needed() if token in self.held)
            if needed + self._arriving() + announced > self.limit:
                raise Busy("full")
            self.arriving[owner] = Arrival(self, address)
        try:
            yield self.arriving[owner]
        finally:
            with self.lock:
                del self.arriving[owner]

    def make_room(self, size: int, address: str = "") -> None:
        """What no run needs makes room, the longest untouched first; raises Busy.

        address: where it comes from, if it arrives: all that arrives from there has its share.
        """
        with self.lock:
            needed = self.needed()
            for held in sorted(self.held.values(), key=lambda held: held.touched):
                if self._taken() + size > self.limit and held.token not in needed:
                    self._drop(held.token)
            beyond = address and self._arriving(address) + size > SHARE * self.limit
            if beyond or self._taken() + size > self.limit:
                raise Busy("full")

    def keep(self, owner: str, kind: str, content: bytes | memoryview, about: dict) -> Held:
        """Holds it in place of what the owner brought of that kind before; raises Busy."""
        self.make_room(len(content))
        file = anonymous(content)
        held = Held(secrets.token_urlsafe(9), owner, kind, file, len(content), about, time.monotonic())
        with self.lock:
            for token in [each.token for each in self._of(owner, kind) if each.token not in self.needed()]:
                self._drop(token)
            self.held[held.token] = held
        return held

    def newest(self, owner: str, kind: str) -> Held | None:
        """What the owner brought last of that kind, if it is still here."""
        with self.lock:
            found = self._of(owner, kind)
            if found:
                found[-1].touched = time.monotonic()
            return found[-1] if found else None

    def for_job(self, job: Job) -> list[BinaryIO] | None:
        """What a job brings, in the order in which a worker takes it; None where something is no longer here."""
        with self.lock:
            tokens = [part.token for part in job.brought]
            if not all(token in self.held for token in tokens):
                return None
            return [self.held[token].file for token in tokens]

    def tidy(self, now: float) -> None:
        """Forgets what no run at work or in line has used, and nobody asked for, in a while."""
        with self.lock:
            used = self.needed()
            for held in list(self.held.values()):
                if held.token in used:
                    held.touched = now
                elif now - held.touched > IDLE:
                    self._drop(held.token)

    def clear(self) -> None:
        with self.lock:
            for token in list(self.held):
                self._drop(token)

    def _of(self, owner: str, kind: str) -> list[Held]:
        return [held for held in self.held.values() if (held.owner, held.kind) == (owner, kind)]

    def _taken(self) -> int:
        return sum(held.size for held in self.held.values()) + self._arriving()

    def _arriving(self, address: str = "") -> int:
        """Bytes, from one address or from all."""
        return sum(each.size for each in self.arriving.values() if address in ("", each.address))

    def _drop(self, token: str) -> None:
        self.held.pop(token).file.close()
