"""Weights that visitors choose from the Hub: fetched beside everything else, a bounded number at a time, verified.

Every choice is "owner/repo@commit" in the end: one visitor's choice is a name of its own and changes no other page.
Only the configured Hub is asked, without anybody's login: what the operator alone may read is not given to strangers.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from genmodels import hub, hub_listing
from genmodels.cards import Card
from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.serving import infer
from ui.serving.offers import Offer
from ui.settings import Weights

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}(@[A-Za-z0-9][\w./-]{0,99})?", re.ASCII)
LINE = 8  # downloads that wait for their turn
KEPT = 100  # downloads that have ended and can still be asked about
STALLED = 30.0  # seconds without a byte after which a download is given up


@dataclass
class Job:
    """One download as its visitors see it. name: "owner/repo@commit", once it is there.  error: why it failed."""

    so_far: int = 0
    total: int = 0
    name: str = ""
    error: UserError | None = None
    begun: bool = False
    moved: float = 0.0  # when a byte came last

    @property
    def ended(self) -> bool:
        return bool(self.name or self.error)

    def told(self, so_far: int, total: int) -> None:
        """Called by the fetching thread; one that was given up ends here."""
        if self.error:
            raise self.error
        self.so_far, self.total, self.moved = so_far, total, time.monotonic()


class Downloads:
    """All downloads that visitors have started."""

    def __init__(self, limits: Weights, load: Callable[[str], object]):
        """load("owner/repo@commit"): makes sure that what came is a model."""
        self.limits, self.load = limits, load
        self._jobs: OrderedDict[tuple[Offer, str], Job] = OrderedDict()
        self._stored: OrderedDict[str, int] = OrderedDict()  # what is in the cache because of visitors, in bytes
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max(1, limits.hub_at_once), "download")

    def start(self, name: object, offer: Offer) -> Job:
        """The download of "owner/repo" or "owner/repo@revision": the one under way, or a new one."""
        if not isinstance(name, str) or not NAME.fullmatch(name) or ".." in name:
            raise Complaint("weights.weights_no_name", name=str(name)[:40])
        if not self.limits.hub_at_once:
            raise Complaint("weights.weights_no_hub")
        with self._lock:
            job = self._jobs.get((offer, name))
            if job and not job.ended:
                return job
            if sum(not other.ended for other in self._jobs.values()) >= self.limits.hub_at_once + LINE:
                raise Complaint("weights.weights_full")
            job = self._jobs[offer, name] = Job()
            self._jobs.move_to_end((offer, name))
            for key in [key for key, other in self._jobs.items() if other.ended][:-KEPT]:
                del self._jobs[key]
        self._pool.submit(self._run, name, offer, job)
        return job

    def look(self, name: object, offer: Offer) -> Job:
        """The download that was started under this name."""
        with self._lock:
            job = self._jobs.get((offer, name)) if isinstance(name, str) else None
        if job is None:
            raise Complaint("weights.weights_unknown", name=str(name)[:40])
        if job.begun and not job.ended and time.monotonic() - job.moved > STALLED:
            job.error = Complaint("weights.weights_stalled", seconds=f"{STALLED:g}")
        return job

    def _run(self, name: str, offer: Offer, job: Job) -> None:
        def accept(card: Card) -> None:
            if not offer.shows(card):
                raise Complaint("error.other_model", name=name)

        job.begun, job.moved = True, time.monotonic()
        terms = hub.Terms(token=False, most=self.limits.hub_each_mb * 10**6, accept=accept, told=job.told)
        try:
            found = hub.fetch(name, terms=terms)
            if found.source == "downloaded":
                self._make_room(found.repository, sum(facts["size"] for facts in found.card.files.values()))
            self.load(found.repository)
            job.name = found.repository
        except UserError as error:
            job.error = error
        except Exception:
            infer.logger.exception("loading %s failed", name)
            job.error = Complaint("error.unexpected")

    def _make_room(self, newest: str, size: int) -> None:
        """Deletes from the disk what visitors chose longest ago, if there is more of it than allowed."""
        with self._lock:
            self._stored[newest] = size
            gone = []
            while sum(self._stored.values()) > self.limits.hub_total_mb * 10**6 and len(self._stored) > 1:
                gone.append(self._stored.popitem(last=False)[0])
        for name in gone:
            hub_listing.forget(name)


@cache
def downloads() -> Downloads:
    """The downloads of this server."""
    return Downloads(Weights.from_environment(), infer.model)
