"""Samples by seed of a live run: the same seed is the same picture of one moment, and another after more training."""

import io
import threading
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient
from talk import SOON, Talk

from ui.live import routes as live_routes
from ui.live.house import Unknown
from ui.live.keep import samples as run_samples


class Room(SimpleNamespace):
    __hash__ = object.__hash__


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


def test_a_seed_is_the_same_pictures_until_a_later_generator_is_asked(moments):
    room = Room(**vars(moments[0]))
    first, step = run_samples.sheet(room, 7, 8, 3.0)
    assert step == 1 and run_samples.sheet(room, 7, 8, 3.0)[0] == first
    assert run_samples.sheet(room, 8, 8, 3.0)[0] != first
    room.job, room.frame = room.job.__class__(**vars(room.job)), {"step": 9}
    assert run_samples.sheet(room, 7, 8, 3.0) == (first, 1), "training goes on, what was asked stays"
    vars(room).update(vars(moments[1]))
    later, step = run_samples.sheet(room, 7, 8, 3.0)
    assert step == 4 and later != first


def test_newest_takes_the_generator_anew_only_when_it_has_moved(moments, monkeypatch):
    taken, room = [], Room(**vars(moments[0]))
    take = run_samples.generator
    monkeypatch.setattr(run_samples, "generator", lambda run: taken.append(1) or take(run))
    for _ in range(3):
        run_samples.sheet(room, 0, 8, 3.0, newest=True)
    assert len(taken) == 1
    room.frame = {"step": 2}
    run_samples.sheet(room, 0, 8, 3.0, newest=True)
    assert len(taken) == 2


@pytest.mark.parametrize(("count", "size"), [(1, (1, 1)), (16, (16, 1)), (20, (16, 2)), (64, (16, 4))])
def test_any_count_makes_whole_rows(moments, count, size):
    content, _ = run_samples.sheet(moments[0], 0, count, 0.0)
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
