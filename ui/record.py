"""Records a short run of a family for its show: what the page plays before anybody starts a real one.

    python -m ui.record vae [--steps 800]

Writes the file that the show names: frames of a real run, evenly over its time, as the page's stream tells
them, with their pictures inside. There are as few as it takes to stay below 100 kB.
"""

import argparse
import base64
import io
import json
import tempfile
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from PIL import Image

from genmodels import catalog, runtime
from ui import app
from ui.language import words
from ui.live.panel import origin
from ui.live.rooms.plain import plain
from ui.live.show import Show
from ui.live.worker.job import Job, Shelf
from ui.live.worker.numbers import short
from ui.live.worker.session import Session

MOST = 100_000  # bytes of a file
FRAMES = 20
PAUSE = 450  # milliseconds from frame to frame when it is played
QUALITY = 25  # of WebP: these pictures are a foretaste


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = app.shows()
    arguments.add_argument("family", choices=list(known.by_key))
    arguments.add_argument("--steps", type=int, default=800)
    wanted = arguments.parse_args()
    runtime.flush_denormals()
    show = known[wanted.family]
    path = words.UI / show.recorded
    content = recording(told_by(show, wanted.steps))
    path.write_text(content, "utf-8")
    print(f"{path.name} of {show.key}: {len(content) / 1000:.0f} kB")


def told_by(show: Show, steps: int) -> list[dict]:
    """All that a worker tells in so many steps of a run as it begins on the page."""
    fresh = catalog.family(show.family).config(**show.begin)
    parts, config, _ = origin.origin("", "", show.data[0], show, fresh, (), set())
    with tempfile.TemporaryDirectory() as folder:
        job = Job(show, show.data[0], str(Path(folder) / "left.pt"), config.to_dict(), batch_size=show.batch, **parts)
        ours, theirs = Pipe()

        def run() -> None:
            with theirs:  # closed however it ends: who listens then ends, too
                Session(theirs, job, Shelf()).run()

        training = Thread(target=run)
        training.start()
        try:
            with ours:
                return list(_until(ours, steps, list(show.foretold)))
        finally:
            training.join()


def _until(pipe: Connection, steps: int, words: list[tuple[int, str, object]]) -> Iterator[dict]:
    """What is told in so many steps, while these words are said, each once so many have been taken."""
    begun, stopped = 0, False
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            raise SystemExit("the run has failed, see above") from None
        if message["kind"] == "failed":
            raise message["mistake"]
        if message["kind"] == "finished":
            return
        yield message
        if message["kind"] == "started":
            begun = message["step"]
        if message["kind"] == "frame" and not stopped:  # of frames that were on their way a run hears no more
            while words and message["step"] >= begun + words[0][0]:
                pipe.send(("tell", *words.pop(0)[1:]))
            if message["step"] >= begun + steps:
                pipe.send(("stop",))
                stopped = True


def recording(told: list[dict]) -> str:
    """The file: an even choice of the frames, each with the exams that came since the one before."""
    for count in range(FRAMES, 2, -1):
        content = json.dumps({"pause": PAUSE, "frames": list(_chosen(told, count))}, separators=(",", ":"))
        if len(content) <= MOST:
            return content
    raise ValueError(f"not even three frames fit into {MOST} bytes; let the family show less")


def _chosen(told: list[dict], count: int) -> Iterator[dict]:
    frames = [message for message in told if message["kind"] == "frame" and message["metrics"]]
    places = {round(place * (len(frames) - 1) / (count - 1)) for place in range(count)}
    exams = [message for message in told if message["kind"] == "judged"]
    shown_until = -1
    for place in sorted(places):
        frame = frames[place]
        step, metrics = frame["step"], {name: short(value) for name, value in frame["metrics"].items()}
        if frame["rate"]:
            metrics |= {"rate": short(frame["rate"])}
        since = [_plain(exam) for exam in exams if shown_until < exam["step"] <= step]
        shown_until = step
        shown = {name: _inside(value) for name, value in frame["shown"].items()}
        yield plain(
            {"frame": {"step": step, "seconds": round(frame["seconds"], 1), "metrics": metrics, "shown": shown}}
            | ({"exams": since} if since else {})
        )


def _plain(exam: dict) -> dict:
    return {name: value for name, value in exam.items() if name != "kind"}


def _inside(shown: dict) -> dict:
    """What was shown, with its picture inside, smaller than live."""
    if "image" not in shown:
        return shown
    smaller = io.BytesIO()
    Image.open(io.BytesIO(shown["image"])).save(smaller, "WEBP", quality=QUALITY, method=6)
    return shown | {"image": "data:image/webp;base64," + base64.b64encode(smaller.getvalue()).decode()}


if __name__ == "__main__":
    main()
