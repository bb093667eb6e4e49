"""Samples by seed of a live run: the same seed is the same picture of one moment, and another after more training."""

import dataclasses
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient
from talk import Room, Talk
from waiting import SOON

from ui.live import routes as live_routes
from ui.live.house import Unknown
from ui.live.keep import snapshots
from ui.live.keep.samples import sheet


@pytest.fixture(scope="module")
def moments(tmp_path_factory) -> list[Room]:
    """One run as it is left after one step, and after four."""
    rooms = []
    for steps in (1, 4):
        talk = Talk(tmp_path_factory.mktemp("run"))
        talk.until("started")
        for _ in range(steps):
            talk.step()
        talk.stop()
        talk.thread.join(SOON)
        rooms.append(Room(job=talk.job, state="ended", lock=threading.RLock(), frame={"step": steps}))
    return rooms


@pytest.fixture(autouse=True)
def stale(monkeypatch):
    """A snapshot is never fresh, so that a test need not wait."""
    monkeypatch.setattr(snapshots, "FRESH", 0.0)


def drawn(room: Room, seed: int = 7, *, newest: bool = False) -> tuple[bytes, int]:
    found = snapshots.snapshot(room, newest=newest)
    return sheet(found, seed, 8, 3.0), found.step


def test_a_seed_is_the_same_pictures_until_a_later_generator_is_asked(moments):
    room = Room(**vars(moments[0]))
    first, step = drawn(room)
    assert step == 1 and drawn(room) == (first, 1) and drawn(room, 8)[0] != first
    room.job, room.frame = room.job.__class__(**vars(room.job)), {"step": 9}
    assert drawn(room) == (first, 1), "training goes on, what was asked stays"
    vars(room).update(vars(moments[1]))
    later, step = drawn(room)
    assert step == 4 and later != first


@pytest.fixture
def asked(monkeypatch) -> list[Room]:
    """The rooms whose state is asked for, each time."""
    asked, ask = [], snapshots.saved_state
    monkeypatch.setattr(snapshots, "saved_state", lambda run: asked.append(run) or ask(run))
    return asked


def test_newest_takes_the_generator_anew_only_when_it_has_moved(moments, asked):
    room = Room(**vars(moments[0]))
    for _ in range(3):
        drawn(room, newest=True)
    assert len(asked) == 1
    room.frame = {"step": 2}
    drawn(room, newest=True)
    assert len(asked) == 2


def test_a_run_is_asked_once_a_second_whoever_wants_to_know(moments, asked, monkeypatch):
    monkeypatch.setattr(snapshots, "FRESH", 3600.0)
    room, other = Room(**vars(moments[0])), Room(**vars(moments[0]))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: snapshots.snapshot(room), range(8)))
    room.frame = {"step": 2}
    assert snapshots.snapshot(room) is found[0] and set(map(id, found)) == {id(found[0])} and asked == [room]
    assert snapshots.snapshot(other) and asked == [room, other], "each run for itself"
    room.job = dataclasses.replace(room.job, leave=moments[1].job.leave)
    assert snapshots.snapshot(room).step == 4, "another run in this room is another run"
    monkeypatch.setattr(snapshots, "FRESH", 0.0)
    room.frame = {"step": 5}
    snapshots.snapshot(room)
    assert len(asked) == 4


def test_a_run_that_does_not_answer_is_not_asked_again_at_once_and_what_is_known_stays(moments, asked, monkeypatch):
    room = Room(**vars(moments[0]))
    known = snapshots.snapshot(room)
    late = []
    room.state, room.save, room.give_up, room.frame = "running", lambda _: threading.Event(), late.append, {"step": 9}
    monkeypatch.setattr(snapshots, "PATIENCE", 0.01)
    assert snapshots.snapshot(room) is known and len(late) == 1
    monkeypatch.setattr(snapshots, "FRESH", 3600.0)
    assert snapshots.snapshot(room) is known and len(late) == 1


@pytest.mark.parametrize(("count", "size"), [(1, (1, 1)), (16, (16, 1)), (20, (16, 2)), (64, (16, 4))])
def test_any_count_makes_whole_rows(moments, count, size):
    content = sheet(snapshots.snapshot(moments[0]), 0, count, 0.0)
    assert Image.open(io.BytesIO(content)).size == (28 * size[0], 28 * size[1])


def test_the_route_says_what_it_does_not_take(moments, monkeypatch):
    def room(code):
        if code != "HERE":
            raise Unknown(code)
        return moments[0]

    monkeypatch.setattr(live_routes, "runs", lambda: SimpleNamespace(room=room))
    app = FastAPI()
    app.add_api_route("/{code}/samples.jpg", live_routes.samples)
    with TestClient(app) as client:
        good = client.get("/HERE/samples.jpg?seed=3&count=8")
        assert good.headers["X-Step"] == "1" and Image.open(io.BytesIO(good.content)).size == (8 * 28, 28)
        for wrong in ("seed=-1", "count=65", "count=0", "columns=17", "truncation=nan", "truncation=9"):
            answer = client.get(f"/HERE/samples.jpg?{wrong}")
            assert answer.status_code == 400 and wrong.split("=")[0] in answer.json()["error"]
        assert client.get("/ELSEWHERE/samples.jpg").status_code == 404
