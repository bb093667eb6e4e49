"""Who may start a live run: in a class room only its teacher, elsewhere an address no more than its share."""

import secrets

from ui.language.words import Complaint
from ui.live.house import Runs
from ui.live.rooms.run import Run

STARTS = ("start", "fork", "go_on")  # what puts a run to work


class Share:
    """What the settings give to whom; the teacher is whoever knows the word."""

    def __init__(self, runs: Runs):
        self.runs = runs
        self.addresses: dict[str, str] = {}  # room -> from where it was started
        self.lessons: set[str] = set()  # rooms of the teacher

    def is_teacher(self, data: dict) -> bool:
        word, said = self.runs.limits.classroom, data.get("teacher")
        return (
            bool(word)
            and isinstance(said, str)
            and secrets.compare_digest(said.encode("utf-8", "replace"), word.encode())
        )

    def admit(self, data: dict) -> None:
        """Raises Complaint where this page may not put a run to work."""
        if self.runs.limits.classroom and not self.is_teacher(data):
            raise Complaint("live.teacher_only")
        address = _address(data)
        with self.runs.lock:
            own = data.get("owner")
            theirs = [run for run in self._at_work() if self.addresses.get(run.code) == address and run.owner != own]
        if len(theirs) >= self.runs.limits.runs_per_address:
            raise Complaint("live.full")

    def note(self, data: dict, code: str) -> None:
        """A run has been started in this room."""
        with self.runs.lock:
            rooms = self.runs.rooms
            self.addresses = {room: address for room, address in self.addresses.items() if room in rooms}
            self.lessons = {room for room in self.lessons if room in rooms}
            self.addresses[code] = _address(data)
            if self.is_teacher(data) and data.get("do") != "fork":  # a class stays with the original
                self.lessons.add(code)

    def lesson(self, tab: object) -> str | None:
        """The room that a class watches in this tab: the teacher's newest."""
        with self.runs.lock:
            taught = [run for run in self.runs.rooms.values() if run.code in self.lessons]
        rooms = [run for run in taught if run.job.show.tab == tab]
        return max(rooms, key=lambda run: run.began).code if rooms else None

    def _at_work(self) -> list[Run]:
        return [run for run in self.runs.rooms.values() if run.state != "ended"]


def _address(data: dict) -> str:
    return str(data.get("visitor", "")).split(" ")[0]
