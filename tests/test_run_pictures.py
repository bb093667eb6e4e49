"""A run's pictures: each at an address of its own that the stream tells, encoded once, the same for whoever watches."""

import dataclasses
import json

import pytest
from fastapi import FastAPI
from silent_worker import FRAME, JOB, page
from starlette.testclient import TestClient

from ui.live import routes
from ui.live.rooms.pictures import KEPT

pytest_plugins = ["silent_worker"]


def shown(**pictures: bytes) -> dict:
    about = {"kind": "pictures", "columns": 8, "size": [28, 28], "values": [], "relative": False}
    return {name: about | {"image": image} for name, image in pictures.items()} | {"dims": {"kind": "bars"}}


def told(watcher) -> dict:
    return json.loads(watcher.take().removeprefix(b"data: "))


@pytest.fixture
def client(house, monkeypatch):
    monkeypatch.setattr(routes, "runs", lambda: house)
    app = FastAPI()
    routes.attach(app)
    with TestClient(app) as client:
        client.base_url = client.base_url.join(routes.LIVE_ROOT + "/")
        yield client


def test_the_stream_tells_where_pictures_are_and_carries_none(client, house):
    run, watcher = house.start("a", JOB), page("b")
    run.watch(watcher)
    run.worker.heard({"kind": "frame", **FRAME, "shown": shown(samples=b"sheet" * 2000, twins=b"other")})
    message = watcher.message
    frame = told(watcher)["frame"]["shown"]
    assert len(message) < 1500 and frame["dims"] == {"kind": "bars"} and frame["samples"]["columns"] == 8
    for name, picture in (("samples", b"sheet" * 2000), ("twins", b"other")):
        answer = client.get(f"{run.code}/{frame[name]['image']}")
        assert answer.content == picture and answer.headers["Content-Type"] == "image/webp"
        assert "immutable" in answer.headers["Cache-Control"]
    assert run.history.grid_at(5) == (5, b"sheet" * 2000), "the first one is remembered"


def test_the_newest_few_are_there_and_no_address_ever_means_another_picture(client, house):
    run, watcher, addresses = house.start("a", JOB), page("b"), []
    run.watch(watcher)
    for number in range(2 * KEPT):
        if number == KEPT:
            run = house.start("a", dataclasses.replace(JOB, seed=1), room=run)  # another run in this room
        run.worker.heard({"kind": "frame", **FRAME, "step": number, "shown": shown(samples=b"%d" % number)})
        addresses.append(told(watcher)["frame"]["shown"]["samples"]["image"])
    assert len(set(addresses)) == 2 * KEPT
    found = [client.get(f"{run.code}/{address}") for address in addresses]
    assert [answer.status_code for answer in found] == [404] * KEPT + [200] * KEPT
    assert [answer.content for answer in found[KEPT:]] == [b"%d" % number for number in range(KEPT, 2 * KEPT)]


def test_what_is_not_there_is_said_to_be_gone(client, house):
    run = house.start("a", JOB)
    for path in (f"{run.code}/picture/samples/1", f"{run.code}/picture/none/1", "NOROOM/picture/samples/1"):
        assert client.get(path).status_code == 404
    assert not run.pictures.kept
