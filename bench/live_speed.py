"""How fast a live run trains while none, one and a hundred people watch it, and how soon it obeys.

    python -m bench.live_speed [--rounds 8] [--seconds 4] [--viewers 1 100]

Every round measures each number of viewers once, in an order that turns, and the share is the median over the rounds of
the speed against that of the same round without viewers: what else the machine does changes from minute to minute. The
server is the app's own routes without its pages; the viewers are streams read by another process on this machine,
so on few cores their reading is part of what is measured.
"""

import argparse
import asyncio
import json
import math
import multiprocessing
import statistics
import threading
import time

import httpx
import uvicorn
from fastapi import FastAPI

from genmodels import catalog
from ui.live import routes as live_routes
from ui.live.house import runs
from ui.live.rooms.run import Run
from ui.live.show import Shows
from ui.live.worker.job import Job
from ui.settings import LIVE_ROOT
from ui.tabs.live import shows

PORT = 7990


def watch(url: str, viewers: int, stop, frames) -> None:
    """Reads `viewers` streams until `stop` is set; counts all frames."""

    async def one(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", url) as response:
            async for line in response.aiter_lines():
                if line.startswith("data:"):
                    with frames.get_lock():
                        frames.value += 1
                if stop.is_set():
                    return

    async def everybody() -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=None, limits=limits) as client:
            await asyncio.gather(*(one(client) for _ in range(viewers)))

    asyncio.run(everybody())


def steps_per_second(run: Run, url: str, viewers: int, seconds: float) -> tuple[float, float]:
    """(steps a second, frames a second of each viewer)."""
    context = multiprocessing.get_context("spawn")
    stop, frames = context.Event(), context.Value("l", 0)
    crowd = context.Process(target=watch, args=(url, viewers, stop, frames), daemon=True)
    if viewers:
        crowd.start()
        while frames.value < viewers:
            time.sleep(0.1)
    first, begun, seen = run.frame["step"], time.perf_counter(), frames.value
    time.sleep(seconds)
    passed = time.perf_counter() - begun
    rates = (run.frame["step"] - first) / passed, (frames.value - seen) / passed / max(viewers, 1)
    stop.set()
    if viewers:
        crowd.join(10)
    return rates


def seconds_until(true) -> float:
    begun = time.perf_counter()
    while not true():
        time.sleep(0.002)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--family", default="dcgan")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 100], help="beside none")
    wanted = parser.parse_args()
    app, house = FastAPI(), runs()
    live_routes.attach(app)
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    house.warm()
    time.sleep(15)  # as long as it takes to read a page: the process is warm
    show = Shows(shows.found())[wanted.family]
    config = catalog.family(show.family).config(**show.begin).to_dict()
    run = house.start("bench", Job(show, "mnist", "", config, batch_size=show.batch))
    run.seen = math.inf  # as if the owner's page said so for ever, so that the run is not given up
    found = {"first changed grid, s": seconds_until(lambda: run.frame.get("step", 0) > 0)}
    url = f"http://127.0.0.1:{PORT}{LIVE_ROOT}/{run.code}"
    rounds, numbers = [], [0, *wanted.viewers]
    for turn in range(wanted.rounds):
        order = numbers[turn % len(numbers) :] + numbers[: turn % len(numbers)]
        rounds.append({viewers: steps_per_second(run, url, viewers, wanted.seconds) for viewers in order})
    for viewers in numbers:
        found[f"{viewers} viewers"] = {
            "steps/s": statistics.median(speeds[viewers][0] for speeds in rounds),
            "share of none": statistics.median(speeds[viewers][0] / speeds[0][0] for speeds in rounds),
            "frames/s each": statistics.median(speeds[viewers][1] for speeds in rounds),
        }
    run.command("pause")
    found["pause, s"] = seconds_until(lambda: run.state == "paused")
    print(json.dumps(found, indent=2))
    house.close()


if __name__ == "__main__":
    main()
