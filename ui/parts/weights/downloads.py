"""Weights that visitors choose from the Hub: fetched beside everything else, a bounded number at a time, verified.

Every choice is "owner/repo@commit" in the end: one visitor's choice is a name of its own and changes no other page.
Only the configured Hub is asked, without anybody's login: what the operator alone may read is not given to strangers.
What they choose lies in a cache folder of its own, bounded by what is on the disk and not by what was counted: the
folder outlives this process, and another server may share it.
"""

import logging
import os
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from genmodels import hub, hub_cache
from genmodels.cards import Card
from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.serving import infer
from ui.serving.offers import Offer
from ui.settings import Weights

logger = logging.getLogger("genmodels.ui")
NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}(@[A-Za-z0-9][\w./-]{0,99})?", re.ASCII)
LINE = 8  # downloads that wait for their turn
KEPT = 100  # downloads that have ended and can still be asked about
STALLED = 30.0  # seconds without a byte after which a download is given up
LEFT = 3600.0  # seconds after which what came halfway is nobody's any more


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

    def __init__(self, limits: Weights, folder: Path, load: Callable[[str], object]):
        """folder: what they fetch lies there.  load("owner/repo@commit"): makes sure that what came is a model."""
        self.limits, self.folder, self.load = limits, folder, load
        self._jobs: OrderedDict[tuple[Offer, str], Job] = OrderedDict()
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()  # repositories of which something is being fetched
        self._disk = threading.Lock()  # who deletes, or says that a repository is not to be touched
        self._pool = ThreadPoolExecutor(max(1, limits.hub_at_once), "download")
        with self._disk:
            for repo_id in hub_cache.repositories(folder):
                if time.time() - hub_cache.touched(folder, repo_id) > LEFT:
                    hub_cache.sweep(folder, repo_id)
            self._make_room()

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

        repo_id = name.partition("@")[0]
        with self._disk:
            self._busy[repo_id] += 1
        job.begun, job.moved = True, time.monotonic()
        most = self.limits.hub_each_mb * 10**6
        terms = hub.Terms(token=False, cache=self.folder, most=most, accept=accept, told=job.told)
        there, error = "", None
        try:
            there = self._fetched(name, terms)
        except UserError as known:
            error = known
        except Exception:
            logger.exception("loading %s failed", name)
            error = Complaint("error.unexpected")
        with self._disk:
            self._busy -= Counter([repo_id])
            if not self._busy[repo_id]:
                hub_cache.sweep(self.folder, repo_id)
            self._make_room()
        job.name, job.error = there, error

    def _fetched(self, name: str, terms: hub.Terms) -> str:
        """Where it is now; one that is no model is not kept."""
        found = hub.fetch(name, terms=terms)
        try:
            self.load(found.repository)
        except Exception:
            hub_cache.delete(self.folder, found.repository)
            raise
        if found.folder.is_relative_to(self.folder):
            os.utime(found.folder)  # by which `_make_room` knows when it was chosen last
        return found.repository

    def _make_room(self) -> None:
        """Deletes from the disk what was chosen longest ago, if there is more than allowed; the latest stays."""
        found = sorted(hub_cache.whole(self.folder), key=lambda each: each.folder.stat().st_mtime)
        for each in found[:-1]:
            if hub_cache.occupied(self.folder) <= self.limits.hub_total_mb * 10**6:
                return
            repo_id = each.repository.partition("@")[0]
            if not self._busy[repo_id]:
                hub_cache.delete(self.folder, each.repository)
                hub_cache.sweep(self.folder, repo_id)


@cache
def downloads() -> Downloads:
    """The downloads of this server."""
    return Downloads(Weights.from_environment(), infer.visitors_cache(), infer.model)
