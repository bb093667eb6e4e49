"""Who watches a live run: numbers and names that everybody may know, secrets that nobody else may.

A page keeps its secret over a reload, so whoever comes back is the guest of before, by the same number and name.
"""

import time

MOST = 300  # guests that a room remembers; of more, those who left first are forgotten
NAME_LENGTH = 24
ANYONE = "anyone"  # to whom the controls may be offered, besides a guest's number


class Guest:
    """One page that watches, or has watched."""

    def __init__(self, number: int):
        self.number, self.name = number, ""  # without a name the page says "Guest" and the number
        self.streams = 0
        self.left_at = time.monotonic()

    @property
    def here(self) -> bool:
        return self.streams > 0


class Guests:
    """The guests of one room by their secrets. `changes` counts comings, goings and new names."""

    def __init__(self) -> None:
        self.known: dict[str, Guest] = {}
        self.changes = self._last = 0

    def enter(self, secret: str) -> Guest:
        """A stream of this page opens."""
        if secret not in self.known:
            self._last += 1
            self.known[secret] = Guest(self._last)
            self._forget_some()
        guest = self.known[secret]
        guest.streams += 1
        self.changes += guest.streams == 1
        return guest

    def leave(self, secret: str) -> None:
        """A stream of this page has closed."""
        guest = self.known[secret]
        guest.streams -= 1
        guest.left_at = time.monotonic()
        self.changes += not guest.here

    def call(self, secret: str, name: object) -> None:
        """Gives this page's guest a name that fits on a line; an empty one takes it away."""
        name = name[: 4 * NAME_LENGTH] if isinstance(name, str) else ""
        printable = "".join(letter if letter.isprintable() else " " for letter in name)
        self.known[secret].name = " ".join(printable.split())[:NAME_LENGTH].strip()
        self.changes += 1

    def of(self, secret: str) -> Guest | None:
        return self.known.get(secret)

    def numbered(self, number: object) -> Guest | None:
        return next((guest for guest in self.known.values() if guest.number == number), None)

    def besides(self, secret: str) -> list[Guest]:
        """Everybody who is here now but one, in the order of their coming."""
        return [guest for known, guest in self.known.items() if guest.here and known != secret]

    def _forget_some(self) -> None:
        gone = sorted((guest.left_at, known) for known, guest in self.known.items() if not guest.here)
        for _, known in gone[: max(0, len(self.known) - MOST)]:
            if self.known[known].number != self._last:
                del self.known[known]
