"""What visitors bring: the way in, what is held and for how long, and how a worker gets it. No page."""

import asyncio
import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from fastapi import FastAPI
from PIL import Image
from shows import ALL, show
from silent_worker import SilentWorker
from starlette.testclient import TestClient

from genmodels import data
from ui.language import words
from ui.live import house as runs
from ui.live import routes as live_routes
from ui.live.keep import export as run_keep
from ui.live.panel import control as live_control
from ui.live.rooms import held as uploads
from ui.live.uploads import own
from ui.live.uploads import routes as upload_routes
from ui.live.worker import memory as run_bring
from ui.live.worker import slices as run_slices
from ui.live.worker.job import Brought, Job
from ui.settings import LIVE_ROOT, Limits

MINE, OTHER = "a" * 32, "b" * 32
JOB = Job(show("dcgan"), "mnist", "")
ADDRESS = LIVE_ROOT + "/upload/pictures"


def picture(number: int) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (20, 20), (number * 37 % 256, number * 91 % 256, 9)).save(encoded, "PNG")
    return encoded.getvalue()


def body(files: dict[str, bytes]) -> bytes:
    return (
        json.dumps({"files": [[name, len(content)] for name, content in files.items()]}).encode()
        + b"\n"
        + b"".join(files.values())
    )


def zipped(count: int = 60) -> dict[str, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../a.txt", "no picture")
        for number in range(count):
            archive.writestr(f"{number}.png", picture(number))
    return {"my.zip": packed.getvalue()}


@pytest.fixture
def house(monkeypatch):
    """The server's runs, with workers and time that a test moves."""
    house = runs.Runs(Limits(upload_mb=1, uploads_held_mb=2), hire=SilentWorker, shows=ALL)
    monkeypatch.setattr(house, "_keep", lambda: None)
    for module in (live_routes, live_control, upload_routes, live_control.bring):
        monkeypatch.setattr(module, "runs", lambda: house)
    yield house
    house.close()


@pytest.fixture
def client(house):
    app = FastAPI()
    upload_routes.attach(app)
    with TestClient(app) as client:
        yield client


def send(client, content: bytes, owner: str = MINE, **query):
    return client.post(ADDRESS, params={"owner": owner, "size": 28} | query, content=content)


def start(owner: str = MINE, **more) -> runs.Run:
    asked = {"do": "start", "owner": owner, "family": "dcgan", "data": "own"} | more
    return live_control.runs().room(live_control.control(asked)["code"])


@pytest.mark.parametrize("size", upload_routes.SIZES)
def test_pictures_come_in_and_a_run_is_made_for_their_shape(client, house, size):
    told = send(client, body(zipped()), size=size, grey=size == 28).json()["pictures"]
    channels = 1 if size == 28 else 3
    assert told["count"] == 60 and told["shape"] == [channels, size, size] and told["beyond"] == 0
    assert told["left_out"] == [{"name": "a.txt", "why": "no_picture"}]
    run = start()
    assert (run.job.config["channels"], run.job.config["size"]) == (channels, size)
    (file,) = run.worker.lent
    mine, theirs = Pipe()
    run_bring.lend(mine, file, None)
    shelf = run_bring.Shelf()
    run_bring.unpack(theirs, run.job, shelf)
    images = shelf.take("own").train.images
    expected = own.read_own(list(zipped().items()), size=size, grey=size == 28)
    assert torch.equal(images, expected.data.images)
    batch = next(data.Batches(shelf.take("own").train, 64, torch.device("cpu")))
    assert batch.images.shape == (60, channels, size, size) and batch.labels is None


def test_layers_that_end_at_28_are_refused_for_larger_pictures_before_anything_starts(client, house):
    send(client, body(zipped()), size=64)
    with pytest.raises(words.Complaint, match="28 × 28"):  # noqa: RUF001
        start(config={"plan": "notes"})
    assert not house.rooms
    send(client, body(zipped()), size=28)
    assert start(config={"plan": "notes"}).job.config["plan"] == "notes"


def test_loose_files_come_in_as_a_zip_does(client):
    told = send(client, body({f"{number}.png": picture(number) for number in range(50)})).json()
    assert told["pictures"]["count"] == 50


@pytest.mark.parametrize(
    "content",
    [b"\n", b"{}", b"[]\n", b'{"files": [["a", -1]]}\n', b'{"files": [["a", 9]]}\nshort', b"\xff\n", b"[" * 9999],
)
def test_a_body_of_another_form_is_refused_in_the_visitors_language(client, content):
    answer = send(client, content, language="ko")
    assert answer.status_code == 400
    assert answer.json()["error"] == words.text("live.own_garbled", "ko")


def test_what_is_wrong_with_an_upload_is_said(client, house):
    few = send(client, body(zipped(3)))
    assert "3 pictures" in few.json()["error"] and few.json()["left_out"][0]["name"] == "a.txt"
    assert "damaged" in send(client, body({"x.zip": zipped()["my.zip"][:-9]})).json()["error"]
    assert "1 MB at most" in send(client, bytes(2**20 + 1)).json()["error"]
    assert send(client, body(zipped()), owner="short").status_code == 400
    assert "28, 64" in send(client, body(zipped()), size=4096).json()["error"]
    assert (
        "1 MB at most" in client.post(f"{ADDRESS}?owner={MINE}&size=28", content=iter([b"no length"])).json()["error"]
    )
    assert not house.uploads.held and not house.uploads.arriving


def test_every_reason_has_its_words():
    for code in words.LANGUAGES:
        for key in [*own.SENTENCES, *(f"why_{why}" for why in own.REASONS), "busy_mine", "busy_full"]:
            assert words.text(f"live.own_{key}", code)


def test_a_visitor_has_one_upload_at_a_time_and_all_have_a_bound(client, house):
    with house.uploads.arrive(MINE, "192.0.2.1", 2**20) as arrival:
        arrival.grow(2**20)
        assert send(client, body(zipped())).status_code == 429
        with house.uploads.arrive(OTHER, "192.0.2.2", 2**20) as other:
            other.grow(2**20)
            assert "memory" in send(client, body(zipped()), owner="c" * 32).json()["error"]
            assert house.uploads.arriving.keys() == {MINE, OTHER}
    assert send(client, body(zipped())).status_code == 200


def test_what_is_announced_and_does_not_come_holds_nothing(client, house):
    with house.uploads.arrive(MINE, "192.0.2.1", 2**21):
        assert send(client, body(zipped()), owner=OTHER).status_code == 200


def test_one_address_does_not_hold_all_the_memory_with_what_arrives(house):
    with house.uploads.arrive(MINE, "192.0.2.1", 2**20) as one, house.uploads.arrive(OTHER, "192.0.2.1", 9) as two:
        one.grow(2**20)
        with pytest.raises(uploads.Busy, match="memory"):
            two.grow(1)
        with house.uploads.arrive("c" * 32, "192.0.2.2", 2**20) as elsewhere:
            elsewhere.grow(2**20)
        one.uploads.keep(MINE, "pictures", bytes(2**20), {})  # and what was read is held, not arriving


def test_an_upload_that_comes_too_slowly_is_given_up(monkeypatch):
    monkeypatch.setattr(upload_routes, "WITHIN", 0.2)

    async def told(parts: int, size: int, pause: float) -> str:
        async def stream():
            for _ in range(parts):
                yield bytes(size)
                await asyncio.sleep(pause)

        task = asyncio.create_task(upload_routes._body(SimpleNamespace(stream=stream), parts * size))
        await asyncio.wait([task], timeout=10)
        return "given up" if task.done() and isinstance(task.exception(), TimeoutError) else "taken"

    async def story() -> list[str]:
        return [await told(1000, 1, 0.05), await told(10, upload_routes.LEAST, 0.05)]

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, story()).result() == ["given up", "taken"]


def test_what_no_run_needs_makes_room_and_what_one_needs_stays(house):
    kept = house.uploads.keep(MINE, "pictures", bytes(2**20), {"count": 1, "shape": [1, 28, 28]})
    idle = house.uploads.keep(OTHER, "pictures", bytes(2**19), {})
    run = house.start(MINE, Job(show("dcgan"), "own", "", pictures=Brought(kept.token)))
    house.uploads.keep("c" * 32, "pictures", bytes(2**20), {})
    assert kept.token in house.uploads.held and idle.token not in house.uploads.held
    with pytest.raises(uploads.Busy, match="memory"):
        house.uploads.keep(OTHER, "pictures", bytes(2**21), {})
    run.worker.gone()
    house.uploads.keep(OTHER, "pictures", bytes(2**21), {})
    assert kept.token not in house.uploads.held and kept.file.closed


def test_nothing_is_held_longer_than_a_run_may_need_it(house):
    held = house.uploads.keep(MINE, "pictures", bytes(100), {"count": 1, "shape": [1, 28, 28]})
    run, now = start(), time.monotonic()
    house.tick(now + 5 * uploads.IDLE)
    run.worker.gone()
    run.ended = now + 5 * uploads.IDLE
    house.tick(run.ended + uploads.IDLE - 1)
    assert not held.file.closed
    house.tick(run.ended + uploads.IDLE + 1)
    assert held.file.closed and not house.uploads.held


def test_a_new_upload_does_not_take_away_what_a_run_learns_from(client, house):
    send(client, body(zipped()))
    first = start()
    send(client, body(zipped(55)))
    assert len(house.uploads.held) == 2
    again = start()
    assert again is first and again.job.pictures.shape[0] == 55


def test_pictures_that_are_gone_are_said_to_be(house):
    with pytest.raises(words.Complaint, match="at least 50"):
        start()
    run = house.start(MINE, Job(show("dcgan"), "own", "", pictures=Brought("gone")))
    assert run.state == "ended" and run.reason == {"reason": "forgotten"}
    assert all(words.text("live.ended_forgotten", code) for code in words.LANGUAGES)


def test_a_run_from_ones_own_weights_goes_on_when_these_are_no_longer_here(house):
    held = house.uploads.keep(MINE, "weights", bytes(9), {})
    run = house.start(MINE, Job(show("dcgan"), "mnist", "", weights=Brought(held.token)))
    assert run.worker.lent == [held.file]
    Path(run.job.leave).touch()
    run.worker.gone()
    house.uploads.keep(MINE, "weights", bytes(8), {})
    assert held.file.closed
    live_control.control({"do": "go_on", "owner": MINE, "code": run.code})
    assert run.state == "loading" and run.job.weights and run.worker.lent == []


def test_a_state_stands_for_the_weights_on_the_workers_side(tmp_path):
    job = Job(show("dcgan"), "mnist", "", state=str(tmp_path / "left.pt"), weights=Brought("gone"))
    mine, theirs = Pipe()
    mine.close()
    run_bring.unpack(theirs, job, run_bring.Shelf())  # else it finds the pipe closed
    slices = run_slices.Slices()
    slices.gone = lambda: None
    slices.send(job)
    assert slices.hired.is_set()
    slices.kill()


def test_a_run_that_left_no_state_says_so(house):
    run = house.start(MINE, JOB)
    run.worker.gone()
    with pytest.raises(words.Complaint, match="cannot go on"):
        live_control.control({"do": "go_on", "owner": MINE, "code": run.code})
    assert run.state == "ended"


def test_a_page_that_opens_again_finds_its_pictures_and_no_others(client):
    told = send(client, body(zipped())).json()["pictures"]
    assert live_control.control({"do": "hello", "owner": MINE})["pictures"] == told
    assert live_control.control({"do": "hello", "owner": OTHER})["pictures"] is None


def test_brought_memory_has_no_name_and_goes_with_its_last_holder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    file = run_bring.anonymous(b"pictures")
    mine, theirs = Pipe()
    run_bring.lend(mine, file, None)
    file.close()
    borrowed = run_bring.borrow(theirs)
    borrowed[:2] = b"PI"  # a copy of one's own
    assert borrowed[:] == b"PIctures" and not list(tmp_path.iterdir())


def test_walks_of_colour_pictures_are_in_colour(monkeypatch):
    model = torch.nn.Module()
    model.config = type("Config", (), {"latents": 2})
    model.generate = lambda latents: torch.tensor([1.0, 0, 0]).view(1, 3, 1, 1).expand(len(latents), 3, 64, 64)
    monkeypatch.setattr(run_keep, "snapshot", lambda run: SimpleNamespace(model=model))
    run = SimpleNamespace(job=Job(show("dcgan"), "own", ""))
    film = Image.open(io.BytesIO(run_keep.latent_walk(run)))
    assert film.size == (64 * run_keep.WALKS, 64) and film.convert("RGB").getpixel((0, 0))[0] > 200
