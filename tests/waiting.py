"""How long tests wait for what comes at once on an idle machine: longer on a busy one, but not for ever."""

import time
from collections.abc import Callable

SOON = 120  # seconds, for the whole wait


def until(met: Callable[[], object], every: float = 0.005) -> None:
    """Looks for a condition every so many seconds, and fails where it is not met soon."""
    deadline = time.monotonic() + SOON
    while not met():
        assert time.monotonic() < deadline, f"what was waited for did not come within {SOON} seconds"
        time.sleep(every)
