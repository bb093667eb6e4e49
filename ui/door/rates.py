"""How often somebody may ask: token buckets, one for each key, refilled all the time.

A bucket holds as many requests as may come in one go; each takes its cost, and `rate` flow in every second.
"""

import time
from collections.abc import Callable

MOST_KEYS = 20_000  # a forger invents names for ever; buckets that are full again are forgotten


class Buckets:
    """A bucket for each key; not for several threads."""

    def __init__(self, rate: float, most: float, clock: Callable[[], float] = time.monotonic):
        """rate: flows in every second.  most: what a bucket holds."""
        self.rate, self.most, self.clock = rate, most, clock
        self._levels: dict[str, tuple[float, float]] = {}  # key -> level and when that was

    def take(self, key: str, cost: float = 1.0) -> float:
        """Takes `cost` out and returns 0; where too little is left, takes nothing and returns the seconds to wait."""
        now = self.clock()
        level, since = self._levels.get(key, (self.most, now))
        level = min(self.most, level + (now - since) * self.rate)
        if level < cost:
            return (cost - level) / self.rate
        if len(self._levels) >= MOST_KEYS:
            self._forget(now)
        self._levels[key] = level - cost, now
        return 0.0

    def _forget(self, now: float) -> None:
        """Drops the buckets that are full again, and if none is, all of them: better generous than out of memory."""
        full = self.most / self.rate
        self._levels = {key: entry for key, entry in self._levels.items() if now - entry[1] < full}
        if len(self._levels) >= MOST_KEYS:
            self._levels.clear()
