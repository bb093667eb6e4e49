"""Who watches a live run, as the run sees it: an open stream that takes one message after the other."""

import secrets
import time
from collections.abc import Callable


class Watcher:
    """One open stream. Holds at most the newest message: whoever is slow skips some and slows nobody down."""

    def __init__(self, wake: Callable[[], None], secret: str = ""):
        """wake: called from any thread when there is something to take.  secret: of the page; a program needs none."""
        self.wake, self.message = wake, None
        self.secret = secret or secrets.token_hex()
        self.since = 0.0  # when the message that waits was the first to do so

    def offer(self, message: bytes) -> None:
        if self.message is None:
            self.since = time.monotonic()
        self.message = message
        self.wake()

    def stuck(self, now: float, lease: float) -> bool:
        """Whether nothing gets through any more: a network that vanished closes no connection."""
        return self.message is not None and now - self.since > lease

    def take(self) -> bytes | None:
        message, self.message = self.message, None
        return message
