"""A line before threads that work: two that compute, some that run errands, and everybody's turn before each of them.

Visitors take turns, not requests: whoever sends a hundred at once waits for all but the first, and whoever clicks once
waits for one request of each of the others at most. One thread of torch for each worker that computes: on a busy
machine, two that meet after every layer take ten times as long.
"""

import os
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

LOOK_AGAIN = 0.1  # seconds after which a worker that stands back asks whether it still must
MOST_EACH = 16  # requests of one visitor that wait; a page has three under way


class Full(Exception):  # noqa: N818, not an error but a refusal
    """Too many requests wait already, of everybody or of this visitor."""


class Line:
    """Visitors in turn, and behind each the requests that wait."""

    def __init__(
        self,
        workers: int,
        longest: int,
        prepare: Callable[[], None] = lambda: None,
        *,
        name: str = "inference",
        each: int | None = None,
        computes: bool = True,
    ):
        """workers: threads, started with the first request.  longest: requests that wait.  prepare: called by each.

        name: of the threads.  each: how many threads one visitor has at a time, at most; all if None.
        computes: whether they need a core each; of those that only wait there may be more.
        rivals: to be set; how many others compute on this machine. All workers but the first leave them their cores.
        """
        self.workers, self.longest, self.prepare = workers, longest, prepare
        self.name, self.each, self.computes = name, each or workers, computes
        self.rivals: Callable[[], int] = lambda: 0
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._change = threading.Condition()
        self._waiting: OrderedDict[str, deque[tuple[Future, Callable, tuple]]] = OrderedDict()
        self._under_way: Counter[str] = Counter()
        self._length = 0
        self._started = False

    def submit(self, visitor: str, work: Callable[..., Any], *arguments: Any) -> Future:
        """What will become of `work(*arguments)`; raises Full."""
        with self._change:
            mine = self._waiting.get(visitor, ())
            if self._length >= self.longest or len(mine) >= MOST_EACH:
                raise Full
            if not self._started:
                self._start()
            future: Future = Future()
            self._waiting.setdefault(visitor, deque()).append((future, work, arguments))
            self._length += 1
            self._change.notify_all()  # one alone may be a worker that stands back
        return future

    def place(self, visitor: str) -> int:
        """How many turns it takes until this visitor's next request is computed; 0 where none waits."""
        with self._change:
            for turn, name in enumerate(self._waiting, 1):
                if name == visitor:
                    return turn
        return 0

    def _start(self) -> None:
        self._started = True
        for number in range(self.workers):
            threading.Thread(target=self._work, args=(number,), name=f"{self.name} {number}", daemon=True).start()

    def _work(self, number: int) -> None:
        self.prepare()
        while True:
            visitor, (future, work, arguments) = self._next(number)
            if future.set_running_or_notify_cancel():  # else whoever asked has left
                try:
                    future.set_result(work(*arguments))
                except BaseException as error:
                    future.set_exception(error)
            del future, work, arguments  # else an idle worker holds the last answer
            self._done(visitor)

    def _stands_back(self, number: int) -> bool:
        return self.computes and number > 0 and number >= self.cores - self.rivals()

    def _next(self, number: int) -> tuple[str, tuple[Future, Callable, tuple]]:
        with self._change:
            while (visitor := self._whose_turn()) is None or self._stands_back(number):
                self._change.wait(None if visitor is None else LOOK_AGAIN)
            mine = self._waiting.pop(visitor)
            task = mine.popleft()
            if mine:
                self._waiting[visitor] = mine  # behind all the others
            self._length -= 1
            self._under_way[visitor] += 1
            return visitor, task

    def _whose_turn(self) -> str | None:
        return next((visitor for visitor in self._waiting if self._under_way[visitor] < self.each), None)

    def _done(self, visitor: str) -> None:
        with self._change:
            self._under_way[visitor] -= 1
            if not self._under_way[visitor]:
                del self._under_way[visitor]
            if visitor in self._waiting:
                self._change.notify_all()
