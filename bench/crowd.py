"""A hundred people at once on this machine: who waits how long, and what it costs a live run.

    python -m bench.crowd [--seconds 120] [--drag 20 --draw 20 --pick 20 --watch 40] [--by page]

Starts the app and a DCGAN on MNIST (or, without it, on scikit-learn's digits), measures its speed with one viewer, then
with everybody, then alone again, and prints a line for each kind of visitor. A visitor who drags or draws asks as the
page does: one question at a time, up to three where the way there and back is long or nobody waits, 60 inputs a second
while the hand moves, a second of movement and a second of rest; who picks classes clicks every two seconds. All of them
are one process on the same cores, so what they cost is part of what is measured: little, by aiohttp and uvloop (pip
install -r requirements-dev.txt). --by page: a page whose slider is dragged asks for the network once and then decodes
by itself, as pages do, on a processor of its own, which is not part of this.
"""

import argparse
import asyncio
import itertools
import json
import math
import os
import random
import statistics
import time
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
from aiohttp import ClientError, ClientPayloadError, ClientSession, ClientTimeout, TCPConnector

from bench.playground import there
from bench.raster import to_pad

try:
    from uvloop import run
except ImportError:  # Windows has none
    from asyncio import run

API = "/gradio_api"
QUICK, UNDER_WAY, SURE, FRAME, LEISURE, BUSY = 0.04, 3, 3, 1 / 60, 0.003, 0.6  # as in asking.js
INPUTS = 1 / 60  # seconds between two inputs of a moving hand


class Crowd:
    """The visitors' common notebook."""

    def __init__(self, url: str, components: dict[str, int], by: str):
        self.url, self.components, self.by = url, components, by
        self.times: dict[str, list[float]] = defaultdict(list)
        self.parts: dict[str, list[tuple[float, float]]] = defaultdict(list)  # ms waited for a worker, ms of work
        self.errors: list[str] = []
        self.owner = f"crowd-{os.urandom(8).hex()}"  # of the run that is watched
        self.frames = 0
        self.step: tuple[float, int] = (0.0, 0)  # of the run: seconds trained, steps
        self.until = math.inf

    def over(self) -> bool:
        return time.perf_counter() > self.until

    async def call(self, client: ClientSession, page: str, function: str, session: str, data: dict) -> dict:
        """One call of a server function, with the ticket where there is one."""
        body = {"data": data, "component_id": self.components[page], "fn_name": function, "session_hash": session}
        while True:
            async with client.post(f"{self.url}{API}/component_server/", json=body) as response:
                answer = await response.json() if response.status == 200 else {"error": f"HTTP {response.status}"}
            if "ticket" not in answer:
                return answer
            body["data"] = data | {"ticket": answer["ticket"]}

    async def timed(self, kind: str, client: ClientSession, *call) -> tuple[float, float, float]:
        """Asks and notes; seconds until the answer, and those of them that it waited for a worker and was computed."""
        start = time.perf_counter()
        try:
            answer = await self.call(client, *call)
        except (ClientError, TimeoutError) as error:
            answer = {"error": repr(error)}
        took = time.perf_counter() - start
        self.times[kind].append(took)
        self.parts[kind].append((answer.get("waited", 0), answer.get("milliseconds", 0)))
        if "error" in answer:
            self.errors.append(f"{kind}: {answer['error']}")
        waited, computed = self.parts[kind][-1]
        return took, waited / 1000, computed / 1000

    async def hand(self, kind: str, client: ClientSession, page: str, function: str, session: str, data) -> None:
        """Moves a second, rests a second; asks by the rule of `latest()`. It sleeps until something can be asked."""
        under_way: set[asyncio.Task] = set()
        way, answers, frames = math.inf, 0, 1
        phase, following = random.random() * 2, 0.0  # when the hand's next input comes
        while not self.over():
            now = time.perf_counter()
            cycle = (now + phase) % 2
            pause: float | None = 2 - cycle if cycle > 1 else following - now
            if len(under_way) >= (min(UNDER_WAY, max(1, frames, 1 + way // QUICK)) if answers >= SURE else 1):
                pause = None  # until an answer comes
            elif pause <= 0:
                under_way.add(asyncio.create_task(self.timed(kind, client, page, function, session, data(now))))
                pause, following = INPUTS, now + INPUTS
            if not under_way:
                await asyncio.sleep(pause)
                continue
            done, under_way = await asyncio.wait(under_way, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                took, waited, computed = task.result()
                way, answers = min(way, took - waited - computed), answers + 1
                frames = 1 if waited > LEISURE else min(math.ceil(took / FRAME), BUSY * took // max(computed, 1e-4))
        await asyncio.gather(*under_way)

    async def drag(self, client: ClientSession, session: str) -> None:
        if self.by == "page":
            wanted = {"model": "vae-mnist-2d", "half": "decoder"}
            await self.timed("drag", client, "latent", "coder", session, wanted)
            return

        def data(now: float) -> dict:
            return {"model": "vae-mnist-2d", "latent": [2 * math.sin(now), 2 * math.cos(1.3 * now)], "weights": None}

        await self.hand("drag", client, "latent", "decode", session, data)

    async def draw(self, client: ClientSession, session: str) -> None:
        def data(now: float) -> dict:
            return {"model": "pix2pix-emoji", "pixels": drawing(int(128 + 80 * math.sin(3 * now)))}

        await self.hand("draw", client, "sketch", "paint", session, data)

    async def pick(self, client: ClientSession, session: str) -> None:
        await asyncio.sleep(random.random() * 2)
        while not self.over():
            data = {"model": "cgan-mnist", "classes": random.sample(range(10), 3), "count": 8}
            data |= {"seed": random.randrange(1000), "truncation": 3.0, "mix": None}
            took, *_ = await self.timed("pick", client, "sample-grid", "sample", session, data)
            await asyncio.sleep(max(0, 2 - took))

    async def watch(self, client: ClientSession, code: str, owner: str = "") -> None:
        """Reads the run's stream; counts frames."""
        async with client.get(f"{self.url}{API}/live/{code}?owner={owner}", timeout=ClientTimeout(None)) as response:
            response.raise_for_status()
            buffer = b""
            async for part in response.content.iter_any():
                if owner:  # only the owner's page looks at what it says
                    *events, buffer = (buffer + part).split(b"\n\n")
                    for event in events:
                        self.note(event)
                else:
                    self.frames += part.count(b"\n\n")
                if self.over() and not owner:
                    return
            raise ClientPayloadError("the run's stream has ended")

    async def live(self, client: ClientSession, code: str) -> None:
        """The owner's page says every 20 s that it is there."""
        while True:
            (await client.post(f"{self.url}{API}/live/{code}/here?owner={self.owner}")).release()
            await asyncio.sleep(20)

    def note(self, event: bytes) -> None:
        if event.startswith(b"data: ") and (frame := json.loads(event[6:]).get("frame")):
            self.step = frame["seconds"], frame["step"]


@cache
def drawing(x: int) -> str:
    """Two upright lines around column x, as the sketch pad sends them."""
    columns = np.abs(np.arange(256) - x)
    return to_pad(np.tile(np.where((columns > 34) & (columns < 40), 0, 255), (256, 1)))


def browser() -> ClientSession:
    """Each visitor has one: a pool that all share would look through a hundred connections at every call."""
    # shorter than the server keeps a connection, so that none is closed while a question is on its way
    connections = TCPConnector(keepalive_timeout=3, ssl=False)
    return ClientSession(connector=connections, timeout=ClientTimeout(60))


async def visit(crowd: Crowd, kind: str, what: str) -> None:
    async with browser() as client:
        try:
            await getattr(crowd, kind)(client, what)
        except ClientError as error:
            crowd.errors.append(f"{kind}: {error!r}")


async def steps_per_second(crowd: Crowd, seconds: float) -> float:
    """By the run's own clock, until the first frame after so many seconds."""
    begun, first = crowd.step
    await asyncio.sleep(seconds)
    async with asyncio.timeout(60):
        while crowd.step[1] == first:
            await asyncio.sleep(0.05)
    return (crowd.step[1] - first) / (crowd.step[0] - begun)


def memory(process: int | None) -> float:
    """MB of the server alone, without its workers; of one that runs elsewhere nobody knows."""
    if process is None:
        return math.nan
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def measure(url: str, process: int | None, wanted: argparse.Namespace) -> dict[str, float]:
    """Prints the table. Of all who ask: p50 and p95 in seconds, answers a second; and the run's share of its speed."""
    async with browser() as client, asyncio.TaskGroup() as page:  # whose end, if it comes too soon, is the bench's
        components = (await (await client.get(f"{url}/config")).json())["components"]
        crowd = Crowd(url, {each["props"].get("elem_id"): each["id"] for each in components}, wanted.by)
        code = await begin(crowd, client, wanted.data)
        work = crowd.watch(client, code, crowd.owner), crowd.live(client, code)
        owner = [page.create_task(each) for each in work]
        async with asyncio.timeout(120):
            while crowd.step[1] < 50:
                await asyncio.sleep(0.1)
        for function in ("drag", "draw", "pick"):  # the models are loaded
            crowd.until = time.perf_counter() + 0.5
            await getattr(crowd, function)(client, "first")
        crowd.until = math.inf
        alone = await steps_per_second(crowd, wanted.alone)
        crowd.times.clear()
        crowd.parts.clear()
        sizes = [memory(process)]
        crowd.until = time.perf_counter() + wanted.seconds
        people = [
            asyncio.create_task(visit(crowd, kind, f"{kind}{number}"))
            for kind in ("drag", "draw", "pick")
            for number in range(getattr(wanted, kind))
        ]
        people += [asyncio.create_task(visit(crowd, "watch", code)) for _ in range(wanted.watch)]
        crowded = asyncio.create_task(steps_per_second(crowd, wanted.seconds))
        while not crowded.done():
            await asyncio.wait([crowded], timeout=wanted.seconds / 6)
            sizes.append(memory(process))
        await asyncio.gather(*people)
        report(crowd, wanted, alone, crowded.result(), sizes)
        print(f"run alone afterwards  {await steps_per_second(crowd, wanted.alone):.1f} steps/s")
        for task in owner:
            task.cancel()
        await control(crowd, client, do="stop", code=code)
        took = sorted(itertools.chain.from_iterable(crowd.times.values()))
        times = took or [math.nan]
        return {
            "p50": statistics.median(times),
            "p95": times[int(0.95 * (len(times) - 1))],
            "answers": len(took) / wanted.seconds,
            "run": crowded.result() / alone,
        }


def measured(url: str, process: int | None, wanted: argparse.Namespace) -> dict[str, float]:
    """`measure`, for who does not wait by himself."""
    return run(measure(url.rstrip("/"), process, wanted))


async def begin(crowd: Crowd, client: ClientSession, pictures: str) -> str:
    await control(crowd, client, do="hello")
    wanted = {"family": "dcgan", "data": pictures, "config": {}, "seed": 0}
    answer = await control(crowd, client, do="start", **wanted)
    if "code" not in answer:
        raise SystemExit(answer["error"])
    return answer["code"]


async def control(crowd: Crowd, client: ClientSession, **asked: object) -> dict:
    """What the buttons of the run's own page do."""
    return await crowd.call(client, "live", "control", "owner", {"owner": crowd.owner, "language": "en"} | asked)


def report(crowd: Crowd, wanted: argparse.Namespace, alone: float, crowded: float, sizes: list[float]) -> None:
    print(f"{'kind':<8}{'people':>7}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'waited':>8}{'work':>8}")
    for kind in ("drag", "draw", "pick"):
        took = sorted(1000 * each for each in crowd.times[kind])
        times = took or [math.nan]
        print(
            f"{kind:<8}{getattr(wanted, kind):>7}{len(took) / wanted.seconds:>8.1f}{statistics.median(times):>8.0f}"
            f"{times[int(0.95 * (len(times) - 1))]:>8.0f}{times[-1]:>8.0f}"
            + "".join(f"{statistics.median(part):>8.0f}" for part in zip(*crowd.parts[kind], strict=True))
        )
    print(f"{'watch':<8}{wanted.watch:>7}{crowd.frames / wanted.seconds / max(1, wanted.watch):>8.1f}  frames/s each")
    print(f"errors  {len(crowd.errors)}", *sorted(set(crowd.errors))[:3])
    print(f"run     {alone:.1f} steps/s alone, {crowded:.1f} under load: {crowded / alone:.0%}")
    print("server  " + ", ".join(f"{size:.0f}" for size in sizes) + " MB")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--alone", type=float, default=15, help="seconds of the run by itself, before and after")
    parser.add_argument("--url", default="", help="of an app that runs already; else one is started")
    parser.add_argument("--data", default="mnist", choices=("mnist", "fashion", "digits"), help="what the run learns")
    parser.add_argument("--by", choices=("page", "server"), default="server", help="who decodes for those who drag")
    for kind, people in {"drag": 20, "draw": 20, "pick": 20, "watch": 40}.items():
        parser.add_argument(f"--{kind}", type=int, default=people)
    return parser


def main() -> None:
    wanted = arguments().parse_args()
    with there(wanted.url) as (url, server):
        measured(url, server.pid if server else None, wanted)


if __name__ == "__main__":
    main()
