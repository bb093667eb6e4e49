"""What costs much and is the same for everybody: done once in a while for each name, whoever asks."""

import threading
import time
from collections.abc import Callable


class Seldom:
    """Work by name: not done while it is being done, nor within so many seconds after that."""

    def __init__(self, pause: float):
        self.pause = pause  # seconds
        self._rests: dict[str, float] = {}  # until when, on the clock of time.monotonic()
        self._lock = threading.Lock()

    def do(self, name: str, work: Callable[[], None]) -> bool:
        """Does the work if it is time; says whether it was."""
        with self._lock:
            if time.monotonic() < self._rests.get(name, 0.0):
                return False
            self._rests[name] = float("inf")
        try:
            work()
        finally:
            self._rests[name] = time.monotonic() + self.pause
        return True
