"""How many are here, and who waits outside: when all seats are taken, newcomers get a place in line, first come first.

Somebody is here who has asked for something within the last minute; whoever only reads takes no seat, and nobody who is
in is sent out. Pages are what their clients say they are, so one address never takes all seats.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

PRESENT = 60.0  # seconds after a request for which its page has a seat
ARRIVING = 15.0  # seconds for which a seat is kept for a page that is still loading
PATIENCE = 20.0  # seconds after which a place in line is given up; the waiting page asks every 3
SHARE = 0.75  # of the seats that one address can take


class Lobby:
    """Seats by (address, page), the line by ticket. Lives on one event loop."""

    def __init__(self, seats: int, clock: Callable[[], float] = time.monotonic):
        self.seats, self.clock = seats, clock
        self._seats: OrderedDict[tuple[str, str], float] = OrderedDict()  # until when
        self._line: OrderedDict[str, tuple[str, float]] = OrderedDict()  # ticket -> address, when last seen
        self.ticket = ""  # of whoever was told a place last

    def seen(self, address: str, page: str) -> None:
        """A page asks for something: it has a seat, which replaces the one kept for its arrival."""
        key, now = (address, page), self.clock()
        if key not in self._seats:
            self._expire(now)
            arriving = next((seat for seat in self._seats if seat[0] == address and seat[1].startswith("+")), None)
            if arriving:
                del self._seats[arriving]
            if self._full(address) or len(self._seats) >= self.seats:
                return  # served all the same
        self._seats[key] = now + PRESENT

    def enter(self, address: str, ticket: str = "") -> int:
        """0 for somebody who may come in now, else the place in line, whose `ticket` is to be shown next time."""
        now = self.clock()
        self._expire(now)
        tickets = list(self._line)
        ahead = [self._line[each][0] for each in tickets[: tickets.index(ticket) if ticket in self._line else None]]
        if not self._full(address):
            ahead = [other for other in ahead if not self._full(other)]  # they wait for a seat of their own address
            if len(ahead) < self.seats - len(self._seats):
                self._line.pop(ticket, None)
                self._seats[address, "+" + secrets.token_hex(4)] = now + ARRIVING
                return 0
        self.ticket = ticket if ticket in self._line else secrets.token_urlsafe(9)
        self._line[self.ticket] = address, now
        return len(ahead) + 1

    def _full(self, address: str) -> bool:
        """Whether this address has its share of the seats."""
        return sum(seat[0] == address for seat in self._seats) >= max(1, int(SHARE * self.seats))

    def _expire(self, now: float) -> None:
        for seat in [seat for seat, until in self._seats.items() if until < now]:
            del self._seats[seat]
        for ticket in [ticket for ticket, (_, seen) in self._line.items() if now - seen > PATIENCE]:
            del self._line[ticket]
