"""Live runs on the server's side: what is remembered, who gets a place, who may stay, who is told what. No page."""

import dataclasses
import gc
import itertools
import json
import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest
from silent_worker import FRAME, JOB, page
from waiting import SOON

from ui.live import house as runs
from ui.live.rooms.history import GRIDS, POINTS, History, Thinned
from ui.live.rooms.watcher import Watcher
from ui.live.worker import process
from ui.live.worker.process import Worker
from ui.settings import Limits

pytest_plugins = ["silent_worker"]

SMALL = {"latents": 8, "width": 4, "d_width": 4}


def test_memory_is_bounded_and_the_past_thinned_evenly():
    history = History()
    for step in range(100_000):
        history.points.add({"step": step})
        history.grids.add((step, b""))
        history.mark(step, "loss", 0, step)
    steps = [point["step"] for point in history.points.kept]
    gaps = {after - before for before, after in itertools.pairwise(steps)}
    assert steps[0] == 0 and steps[-1] > 99_000 and len(gaps) == 1
    assert len(steps) < POINTS and len(history.grids.kept) < GRIDS and len(history.marks) <= 60


def test_a_rewound_history_goes_on_from_there():
    thinned = Thinned(8)
    for number in range(20):
        thinned.add(number)
    thinned.keep_first(2)
    for number in range(8, 40):
        thinned.add(number)
    assert thinned.kept == sorted(thinned.kept) and len(thinned.kept) < 8


# ---- places, owners, watchers


def test_one_run_at_a_time_and_then_a_place_in_a_line(house):
    first, second, third = (house.start(owner, JOB) for owner in "abc")
    assert [first.state, second.place, third.place] == ["loading", 1, 2]
    first.worker.gone()
    house.tick(time.monotonic())
    assert [first.state, second.state, third.place] == ["ended", "loading", 1]


def test_who_is_stopped_in_line_leaves_it_and_never_begins(house):
    first, second, third = (house.start(owner, JOB) for owner in "abc")
    house.stop(second)
    assert second.state == "ended" and house.line == [third]
    first.worker.gone()
    house.tick(time.monotonic())
    assert [second.state, third.state] == ["ended", "loading"] and second.worker is None


def test_what_has_ended_in_line_is_passed_over_and_can_be_stopped_once_it_begins_anew(house):
    first, second = house.start("a", JOB), house.start("b", JOB)
    second.end("stopped")  # by whoever does not know the line
    first.worker.gone()
    house.tick(time.monotonic())
    assert second.worker is None and not house.line
    house.start("b", JOB, room=second)
    house.stop(second)
    assert second.worker.told[-1] == ("stop",)


def test_a_run_ends_when_its_owner_is_gone_and_nobody_watches(house):
    run, now = house.start("a", JOB), time.monotonic()
    watcher = page("a")
    run.watch(watcher)
    house.tick(now)
    run.leave(watcher)
    house.tick(time.monotonic() + runs.GRACE / 2)
    assert ("stop",) not in run.worker.told, "a reload must find it again"
    house.tick(time.monotonic() + runs.GRACE + 1)
    assert run.worker.told[-1] == ("stop",) and run.reason["reason"] == "left"


def test_a_hidden_page_keeps_its_run_and_so_does_a_watcher(house):
    run, mine, other = house.start("a", JOB), page("a"), page("b")
    run.watch(mine)
    run.leave(mine)
    run.sign(here=True)
    house.tick(time.monotonic() + 60)
    run.watch(other)
    run.sign(here=False)
    house.tick(time.monotonic() + 60)
    assert ("stop",) not in run.worker.told
    run.leave(other)
    house.tick(time.monotonic() + 60)
    assert ("stop",) in run.worker.told


@pytest.mark.parametrize("order", ["said first", "left first"])
def test_a_page_that_is_hidden_keeps_its_run_in_whatever_order_that_is_heard(house, order):
    run, mine = house.start("a", JOB), page("a")
    run.watch(mine)
    for word in (run.leave, run.sign) if order == "left first" else (run.sign, run.leave):
        word(True) if word == run.sign else word(mine)
    house.tick(time.monotonic() + 60)
    assert ("stop",) not in run.worker.told
    run.sign(here=False)
    house.tick(time.monotonic() + runs.GRACE + 1)
    assert ("stop",) in run.worker.told, "it has been closed since"


def test_a_page_that_closes_right_after_a_sign_of_life_is_gone(house):
    run, mine = house.start("a", JOB), page("a")
    run.watch(mine)
    run.sign(here=True)
    run.sign(here=False)
    run.leave(mine)
    house.tick(time.monotonic() + runs.GRACE + 1)
    assert ("stop",) in run.worker.told


def test_a_duplicated_tab_that_closes_leaves_the_run_to_the_other(house):
    run, one, other = house.start("a", JOB), page("a"), page("a")
    for each in (one, other):
        run.watch(each)
    run.sign(here=False)
    run.leave(other)
    house.tick(time.monotonic() + runs.GRACE + 1)
    assert ("stop",) not in run.worker.told
    run.sign(here=False)
    run.leave(one)
    house.tick(time.monotonic() + runs.GRACE + 1)
    assert ("stop",) in run.worker.told


def test_a_hidden_page_keeps_its_run_that_has_ended(house):
    run, mine = house.start("a", JOB), page("a")
    run.watch(mine)
    run.worker.gone()
    run.leave(mine)
    later = time.monotonic() + runs.KEPT + 1
    run.sign(here=True)
    run.presence.seen = later  # the last of its signs
    house.tick(later)
    assert run.code in house.rooms
    house.tick(later + runs.LEASE + 1)
    assert run.code not in house.rooms


def test_a_lease_ends_a_run_whose_owners_network_vanished(house):
    """Nothing closes the stream then: only the signs of life stop coming, and messages are no longer taken."""
    run, pupil = house.start("a", JOB), page("b")
    run.watch(page("a"))
    run.watch(pupil)
    run.worker.heard({"kind": "frame", **FRAME})
    pupil.take()
    house.tick(time.monotonic() + runs.LEASE + 1)
    assert ("stop",) not in run.worker.told and len(run.watchers) == 1, "whoever still takes messages keeps it alive"
    run.worker.heard({"kind": "frame", **FRAME, "step": 6})
    house.tick(time.monotonic() + runs.LEASE + 1)
    assert ("stop",) in run.worker.told and not run.watchers


def test_a_copied_history_goes_its_own_way():
    one = History()
    one.points.add({"step": 1})
    one.grids.add((1, b"one"))
    other = one.copy()
    other.points.add({"step": 2})
    other.grids.add((2, b"two"))
    other.mark(2, "loss", 0, 1)
    assert [point["step"] for point in one.points.kept] == [1] and one.grid_at(2) == (1, b"one") and not one.marks


def test_time_is_limited_and_the_run_can_go_on(house, tmp_path):
    run = house.start("a", JOB)
    run.watch(page("b"))
    house.tick(time.monotonic() + 60 * house.limits.run_minutes + 1)
    run.worker.heard({"kind": "finished", "step": 7, "reason": "stopped", "good": 7})
    run.worker.gone()
    assert run.state == "ended" and run.reason["reason"] == "time"
    house.folder.joinpath(run.job.leave).touch()
    house.go_on(run)
    assert run.state == "loading" and run.worker.told[0].state == run.job.leave


def test_whoever_is_slow_gets_the_newest_message_and_numbers_are_json(house):
    run, wakes = house.start("a", JOB), []
    watcher = Watcher(lambda: wakes.append(1))
    run.watch(watcher)
    for step in (5, 6):
        run.worker.heard({"kind": "frame", **FRAME, "step": step})
    told = json.loads(watcher.take().removeprefix(b"data: "))
    assert told["frame"]["step"] == 6 and told["frame"]["metrics"]["d_loss"] is None and len(wakes) == 2
    assert watcher.take() is None


def test_starting_again_keeps_the_room_and_says_that_the_past_is_another(house):
    run = house.start("a", JOB)
    run.worker.heard({"kind": "frame", **FRAME})
    before, old = run.past, run.worker
    assert house.start("a", dataclasses.replace(JOB, seed=1), room=run) is run
    old.heard({"kind": "frame", **FRAME, "step": 99})
    assert run.past > before and not run.frame and run.code in house.rooms


def test_an_unknown_room_is_named(house):
    with pytest.raises(runs.Unknown, match="NOROOM"):
        house.room("NOROOM")


# ---- the real process


def test_a_real_worker_trains_and_ends_with_its_owner(monkeypatch):
    monkeypatch.setattr(runs, "GRACE", 0.5)
    house = runs.Runs(Limits(run_nice=0, run_threads=1))
    try:
        learned = threading.Event()
        run = house.start("a", dataclasses.replace(JOB, data="digits", config=SMALL, batch_size=8))
        watcher = Watcher(lambda: run.frame.get("step", 0) > 0 and learned.set(), "a")
        with run.lock:
            run.watch(watcher)
        assert learned.wait(SOON), run.reason
        process = run.worker.process
        with run.lock:
            run.leave(watcher)
        until = time.monotonic() + SOON
        while run.worker and time.monotonic() < until:  # its listener joins it: of two who join, one may learn nothing
            time.sleep(0.05)
        assert run.reason["reason"] == "left" and not process.is_alive()
    finally:
        house.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who is whose parent is read in /proc")
def test_workers_come_from_one_process_that_imported_everything_once():
    workers = [Worker(threads=1, nice=0) for _ in range(2)]
    try:
        assert all(worker.started.wait(SOON) for worker in workers)
        stats = [Path(f"/proc/{worker.process.pid}/stat").read_text() for worker in workers]
        parents = {int(stat.rpartition(")")[2].split()[1]) for stat in stats}
        assert len(parents) == 1 and os.getpid() not in parents
    finally:
        for worker in workers:
            worker.kill()


def garbage(told) -> None:
    told.send((gc.get_freeze_count(), gc.isenabled()))


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="each imports for itself here")
def test_a_worker_looks_for_garbage_among_its_own_things_alone():
    context = process._context()
    mine, theirs = context.Pipe()
    worker = context.Process(target=garbage, args=[theirs])
    worker.start()
    left_out, looks = mine.recv()
    worker.join(SOON)
    assert left_out > 200_000 and looks, "what was imported before it began is never garbage"
