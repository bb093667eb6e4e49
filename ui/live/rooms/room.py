"""A room that pages enter by its code: who watches, who owns it, and to whom its controls are offered."""

from abc import ABC, abstractmethod
from threading import RLock

from ui.live.rooms.guests import Guest, Guests
from ui.live.rooms.presence import Presence
from ui.live.rooms.watcher import Watcher


class Room(ABC):
    """Methods are called under `lock`, which all rooms of a server share."""

    def __init__(self, code: str, owner: str, lock: RLock):
        self.code, self.owner, self.lock = code, owner, lock
        self.watchers: set[Watcher] = set()
        self.guests, self.told = Guests(), 0  # told: their changes that watchers know of
        self.offered: int | str | None = None  # to which guest, or to anyone, its owner offers the controls
        self.lent_by: int | None = None  # the guest who had them before the owner
        self.presence = Presence()

    @abstractmethod
    def message(self, **more: object) -> bytes:
        """All that a page must know to be right, whatever messages it has missed."""

    @abstractmethod
    def first_message(self, guest: Guest) -> bytes:
        """The one that holds all the past, for a page that comes in, and says which guest it is."""

    def publish(self) -> None:
        """One message, encoded once, for everybody who watches."""
        self.told = self.guests.changes
        if self.watchers:
            message = self.message()
            for watcher in self.watchers:
                watcher.offer(message)

    def present(self, now: float, grace: float, lease: float) -> bool:
        """Whether the owner's page still is: it says so now and then, seen or hidden, and may just be reloading."""
        return self.presence.lasts(now, grace, lease)

    def wanted(self, now: float, grace: float, lease: float) -> bool:
        """Whether its owner or anybody else is there."""
        return self.present(now, grace, lease) or any(watcher.secret != self.owner for watcher in self.watchers)

    def sign(self, here: bool) -> None:
        """The owner's page says that it is there (perhaps hidden), or that it closes."""
        guest = self.guests.of(self.owner)
        self.presence.says(here, open_streams=bool(guest and guest.here))

    def watch(self, watcher: Watcher) -> bytes:
        """Enters a watcher; returns the first message."""
        self.watchers.add(watcher)
        guest = self.guests.enter(watcher.secret)
        if watcher.secret == self.owner:
            self.presence.came()
        return self.first_message(guest)

    def leave(self, watcher: Watcher) -> None:
        """Lets a watcher go; one who has left already may leave again."""
        if watcher not in self.watchers:
            return
        self.watchers.discard(watcher)
        self.guests.leave(watcher.secret)
        if watcher.secret == self.owner and not self.guests.known[self.owner].here:
            self.presence.left()

    def look_round(self, now: float, grace: float, lease: float) -> None:
        """Lets go whom nothing reaches, tells who came and went, and sees to it that the controls are in reach:

        what was offered to somebody who left is taken back, what an owner who left had from another is offered there.
        """
        for watcher in [watcher for watcher in self.watchers if watcher.stuck(now, lease)]:
            self.leave(watcher)
        guest = self.guests.numbered(self.offered)
        if isinstance(self.offered, int) and (guest is None or not (guest.here or now - guest.left_at < grace)):
            self.offered = None
            self.guests.changes += 1
        lender = self.guests.numbered(self.lent_by)
        if self.offered is None and lender and lender.here and not self.present(now, grace, lease):
            self.offered = lender.number  # else nobody could have them again
            self.guests.changes += 1
        if self.told != self.guests.changes:
            self.publish()

    def offer(self, to: int | str | None) -> None:
        """Offers the controls to a guest's number or to ANYONE; None takes the offer back."""
        self.offered = to
        self.publish()

    def pass_to(self, secret: str) -> None:
        """From now on the page with this secret has the controls, and nobody else."""
        lender = self.guests.of(self.owner)
        self.lent_by = lender.number if lender and secret != self.owner else None
        self.owner, self.offered, self.presence = secret, None, Presence()
        self.guests.changes += 1
        self.publish()
