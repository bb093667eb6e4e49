"""How fast a live run trains while none, one and a hundred people watch it, and how soon it obeys.

    python -m bench.live_speed [--rounds 8] [--seconds 4] [--viewers 1 100]

Starts the app and a run. Every round measures each number of viewers once, in an order that turns, and the share is the
median over the rounds of the speed against that of the same round without viewers: what else the machine does changes
from minute to minute. Steps and seconds are the run's own. The viewers are streams read by another process on this
machine, so on few cores their reading is part of what is measured.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import httpx

from bench.playground import ROOT, Room, there

SIGNS = 20.0  # seconds between two signs of life of the owner's page, as in live.js


@contextlib.contextmanager
def watched(url: str, people: int) -> Iterator[Callable[[], int]]:
    """While so many watch; what it gives tells the frames that they have had since, once."""
    if not people:
        yield lambda: 0
        return
    command, pipe = [sys.executable, "-m", "bench.viewers", url, str(people)], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as crowd:
        crowd.stdout.readline()

        def frames() -> int:
            print(file=crowd.stdin, flush=True)
            return int(crowd.stdout.readline())

        yield frames


def speeds(room: Room, viewers: int, seconds: float) -> tuple[float, float]:
    """(steps a second, frames a second of each viewer)."""
    with watched(room.stream, viewers) as frames:
        first, begun = room.newest(), time.perf_counter()
        time.sleep(seconds)
        last = room.until(lambda told: told["frame"]["step"] > first["frame"]["step"])
        steps, passed = (last["frame"][name] - first["frame"][name] for name in ("step", "seconds"))
        return steps / passed, frames() / (time.perf_counter() - begun) / max(viewers, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--family", default="dcgan")
    parser.add_argument("--data", default="mnist", choices=("mnist", "fashion", "digits"))
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    parser.add_argument("--reading", type=float, default=15, help="seconds before the start: the process gets ready")
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 100], help="beside none")
    parser.add_argument("--url", default="", help="of an app that runs already; else one is started")
    wanted = parser.parse_args()
    with there(wanted.url) as (url, _), httpx.Client(timeout=60, trust_env=False) as client:
        room = Room(url, client)
        room.control("hello")
        time.sleep(wanted.reading)
        try:
            found = measured(room, wanted)
        finally:
            room.control("stop")
    print(json.dumps(found, indent=2))


def measured(room: Room, wanted: argparse.Namespace) -> dict:
    begun = time.perf_counter()
    room.start(wanted.family, wanted.data)
    room.until(lambda told: told["frame"].get("step", 0) > 0)
    found: dict = {"first changed grid, s": round(time.perf_counter() - begun, 2)}
    over = threading.Event()
    threading.Thread(target=stay, args=(room, over), daemon=True).start()
    try:
        rounds, numbers = [], [0, *wanted.viewers]
        for turn in range(wanted.rounds):
            order = numbers[turn % len(numbers) :] + numbers[: turn % len(numbers)]
            rounds.append({viewers: speeds(room, viewers, wanted.seconds) for viewers in order})
    finally:
        over.set()
    for viewers in numbers:
        found[f"{viewers} viewers"] = {
            "steps/s": round(statistics.median(each[viewers][0] for each in rounds), 1),
            "share of none": round(statistics.median(each[viewers][0] / each[0][0] for each in rounds), 3),
            "frames/s each": round(statistics.median(each[viewers][1] for each in rounds), 1),
        }
    begun = time.perf_counter()
    room.control("pause")
    room.until(lambda told: told["state"] == "paused")
    return found | {"pause, s": round(time.perf_counter() - begun, 3)}


def stay(room: Room, over: threading.Event) -> None:
    """Says for the owner's page that it is there."""
    while True:
        room.here()
        if over.wait(SIGNS):
            return


if __name__ == "__main__":
    main()
