"""Whether the page of a run's owner is there: by its streams, its signs of life, and its word that it closes."""

import math
import time

TOGETHER = 1.5  # seconds between a hidden page's word and the end of its stream, whichever is heard first


class Presence:
    """One page, or two that are one: Duplicate tab copies the secret, too."""

    def __init__(self) -> None:
        self.seen = time.monotonic()
        self.gone_at: float | None = None
        self.said = -math.inf  # when the page last said that it is there

    def lasts(self, now: float, grace: float, lease: float) -> bool:
        """It says so now and then, seen or hidden, and may just be reloading."""
        # a page that is being hidden says so, and then its stream ends
        if self.gone_at is None or self.gone_at - self.said < TOGETHER:
            return now - self.seen < lease
        return now - self.gone_at < grace

    def came(self) -> None:
        """A stream of it opens."""
        self.seen, self.gone_at = time.monotonic(), None

    def left(self) -> None:
        """Its last stream has closed."""
        self.gone_at = time.monotonic()

    def says(self, here: bool, open_streams: bool) -> None:
        """It says that it is there (perhaps hidden), or that it closes.

        While a stream is open, that one of its tabs closes is no end; where it was the last, `left` follows.
        """
        if here:
            self.came()
        elif not open_streams:
            self.left()
        self.said = self.seen if here else -math.inf
