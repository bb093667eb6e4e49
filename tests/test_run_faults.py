"""What goes wrong with a live run's worker: the run ends with a sentence, its place comes back, nobody waits."""

import asyncio
import dataclasses
import json
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from types import SimpleNamespace

import numpy as np
import odd_workers
import pytest
from silent_worker import FRAME, JOB, SilentWorker, page
from waiting import SOON

from ui.door import visitors
from ui.language import words
from ui.live import house as runs
from ui.live.panel import control as live_control
from ui.live.rooms.watcher import Watcher
from ui.live.worker import process
from ui.live.worker.job import Brought
from ui.serving import functions, infer
from ui.settings import Limits

pytest_plugins = ["silent_worker"]


def circle() -> list:
    around = []
    around.append(around)
    return around


@pytest.mark.parametrize(
    "message",
    [
        None, [], {}, {"kind": "frame"}, {"kind": "unheard of"}, {"kind": ["frame"]}, {"kind": "saved"},
        {"kind": "frame", **FRAME, "step": None}, {"kind": "frame", **FRAME, "metrics": {"d_loss": "low"}},
        {"kind": "loading", "data": object()}, {"kind": "judged", "step": 1, "histogram": circle()},
        {"kind": "failed"},
    ],
)  # fmt: skip
def test_whatever_a_worker_says_its_run_ends_with_a_sentence_and_its_place_comes_back(house, caplog, message):
    run, second = house.start("a", JOB), house.start("b", JOB)
    worker, watcher = run.worker, page("a")
    run.watch(watcher)
    worker.heard(message)
    worker.heard({"kind": "frame", **FRAME})  # it goes on talking
    assert worker.told[-1] == ("stop",) and "Traceback" in caplog.text
    worker.gone()
    house.tick(time.monotonic())
    told = json.loads(watcher.take().removeprefix(b"data: "))
    assert (told["state"], told["reason"], set(told["sentence"])) == ("ended", "failed", set(words.LANGUAGES))
    assert second.state == "loading"


@pytest.mark.parametrize(
    "number", [math.nan, math.inf, -math.inf, 10**400, np.float32("nan"), np.array(math.inf)], ids=range(6)
)
def test_what_is_not_finite_crosses_as_null(house, number):
    run, watcher = house.start("a", JOB), page("a")
    run.watch(watcher)
    for name in ("seconds", "rate"):
        run.worker.heard({"kind": "frame", **FRAME, name: number})
    bars = {"kl": {"kind": "bars", "names": ["z1", "z2"], "values": [number, np.float32(0.5)]}}
    run.worker.heard({"kind": "frame", **FRAME, "metrics": {"d_loss": number}, "shown": FRAME["shown"] | bars})
    run.worker.heard({"kind": "judged", "step": np.int64(5), "frechet": number, "histogram": np.full(2, number)})
    told = json.loads(watcher.take().removeprefix(b"data: "))
    assert told["frame"]["metrics"]["d_loss"] is None and told["frame"]["shown"]["kl"]["values"] == [None, 0.5]
    assert told["exam"] == {"step": 5, "frechet": None, "histogram": [None, None]} and told["state"] == "running"


def test_a_run_that_cannot_begin_says_so_and_leaves_its_place(house, monkeypatch):
    first, second, third = (house.start(owner, JOB) for owner in "abc")
    monkeypatch.setattr(second, "begin", lambda *_: 1 / 0)
    first.worker.gone()
    house.tick(time.monotonic())
    assert (second.state, second.reason["reason"], third.state) == ("ended", "failed", "loading")


def test_a_room_in_which_nothing_works_is_closed_and_the_others_are_looked_after(house, monkeypatch):
    broken, other = house.start("a", JOB), house.start("b", JOB)
    monkeypatch.setattr(broken, "look_round", lambda *_: 1 / 0)
    house.tick(time.monotonic())
    assert broken.code not in house.rooms and other.state == "loading"


def test_the_keeper_goes_on_after_a_round_that_broke(monkeypatch):
    rounds, enough = [], threading.Event()

    def tick(house: runs.Runs, now: float) -> None:
        rounds.append(now)
        if len(rounds) == 1:
            raise RuntimeError("broken")
        enough.set()

    monkeypatch.setattr(runs.Runs, "tick", tick)
    house = runs.Runs(Limits(), hire=SilentWorker)
    try:
        house.warm()
        assert enough.wait(SOON)
    finally:
        house.close()


# ---- the real process


def test_a_message_that_cannot_be_unpacked_ends_the_run_with_a_sentence(monkeypatch):
    monkeypatch.setattr(process, "serve", odd_workers.riddles)
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    house = runs.Runs(Limits(runs_at_once=1))
    try:
        run, ended = house.start("a", JOB), threading.Event()
        watcher = Watcher(lambda: run.state == "ended" and ended.set(), "a")
        with run.lock:
            run.watch(watcher)
        assert ended.wait(SOON) and run.reason["reason"] == "failed" and run.worker is None
    finally:
        house.close()


def test_a_worker_that_does_not_read_keeps_nobody_waiting_and_is_given_up(monkeypatch):
    monkeypatch.setattr(process, "serve", odd_workers.deaf)
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    house = runs.Runs(Limits(runs_at_once=1))
    monkeypatch.setattr(live_control, "runs", lambda: house)
    owner, ended = "a" * 32, threading.Event()
    ask, request = (
        functions.server_function(live_control.control),
        SimpleNamespace(scope={visitors.KEY: "a"}, headers={}),
    )

    async def story() -> None:
        question = {"do": "knob", "owner": owner, "code": run.code, "name": "g_learning_rate", "value": 0.001}
        for _ in range(40):  # and more than a pipe takes
            answers = await asyncio.wait_for(asyncio.gather(*(ask(question, request) for _ in range(16))), 20)
            assert not any("error" in answer for answer in answers)
            assert await asyncio.wait_for(infer.infer(lambda: "an answer", visitor="b"), 5) == "an answer"

    try:
        run = house.start(owner, JOB)
        watcher = Watcher(lambda: run.state == "ended" and ended.set(), owner)
        with run.lock:
            run.watch(watcher)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, story()).result()
        until = time.monotonic() + SOON
        while not run.reason and time.monotonic() < until:  # the pipe fills, perhaps only now
            with house.lock:
                house.tick(time.monotonic() + process.DEAF + 1)
            time.sleep(0.05)
        assert ended.wait(SOON) and run.worker is None
        assert run.reason["sentence"] == {code: words.text("live.deaf", code) for code in words.LANGUAGES}
    finally:
        house.close()


def test_nobody_waits_for_a_process_that_starts_or_for_what_it_is_lent(monkeypatch):
    """The first of all imports PyTorch, which takes seconds."""
    starting, ends = threading.Event(), SimpleNamespace(pid=None, is_alive=lambda: False)
    ends.start = lambda: starting.wait(SOON)
    context = SimpleNamespace(Pipe=Pipe, Process=lambda **_: ends)
    monkeypatch.setattr(process, "_context", lambda: context)
    house = runs.Runs(Limits())
    try:
        held = house.uploads.keep("a", "pictures", bytes(9), {})
        job = dataclasses.replace(JOB, data="own", pictures=Brought(held.token, (1, 1, 3, 3)))
        starter = threading.Thread(target=house.start, args=("a", job), daemon=True)
        starter.start()
        starter.join(10)
        assert not starter.is_alive() and house.lock.acquire(timeout=1)
        house.lock.release()
    finally:
        starting.set()
        house.close()
