"""Answers that take long: whoever waits gets a ticket and the place in line, and asks again with the ticket."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

PATIENCE = 1.0  # seconds after which a page is told its place, and again each time it asks
KEPT = 15.0  # seconds for which an answer nobody asks for is kept, and a request nobody waits for stays in line


class Tickets:
    """Requests under way whose page has been told to ask again. Lives on one event loop."""

    def __init__(self, patience: float = PATIENCE, kept: float = KEPT):
        self.patience, self.kept = patience, kept
        self._tasks: dict[str, tuple[asyncio.Future, float]] = {}  # ticket -> answer to come, when last asked for

    async def first(self, work: Awaitable[dict], place: Callable[[], int]) -> dict:
        """The answer if it comes soon, else {"ticket", "place"}."""
        return await self._wait(secrets.token_urlsafe(12), asyncio.ensure_future(work), place)

    async def again(self, ticket: object, place: Callable[[], int]) -> dict | None:
        """A ticket's answer if it has come or comes soon, else the same ticket; None for an unknown one."""
        task, _ = self._tasks.pop(ticket, (None, 0)) if isinstance(ticket, str) else (None, 0)
        return None if task is None else await self._wait(ticket, task, place)

    async def _wait(self, ticket: str, task: asyncio.Future, place: Callable[[], int]) -> dict:
        self._forget()
        done, _ = await asyncio.wait([task], timeout=self.patience)
        if done:
            return task.result()
        self._tasks[ticket] = task, time.monotonic()
        return {"ticket": ticket, "place": place()}

    def _forget(self) -> None:
        """Those whose page has left."""
        now = time.monotonic()
        for ticket, (task, asked) in list(self._tasks.items()):
            if now - asked > self.kept:
                del self._tasks[ticket]
                if not task.cancel() and not task.cancelled():
                    task.exception()  # an error that nobody will read is not one that was forgotten
