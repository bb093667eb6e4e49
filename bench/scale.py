"""How what people feel changes with how many they are: python -m bench.scale [--write bench/scale.png]

Four curves, all but the last beside a live DCGAN that learns:
  visitors   who drag, draw, pick classes and watch, 1:1:1:2, as in bench.crowd: the wait of the one in the middle and
             of the slowest twentieth, with one process of the app and with two that share the people
  answers    of the same, what all of them get a second
  viewers    who only watch the run: its share of the speed that it has alone, frames a second for each of them
  models     bundled models in memory, one after the other: gigabytes of the server
Visitors, viewers and browsers are processes on the same cores, so what they cost is part of what is measured.
"""

import argparse
import asyncio
import contextlib
import importlib.util
import io
import subprocess
import threading
from collections.abc import Iterator

import httpx

from bench import crowd, live_speed, memory
from bench.playground import Room, started, there
from genmodels import checkpoints

VISITORS, VIEWERS = [1, 5, 10, 25, 50, 100], [0, 1, 10, 30, 100]


def visitors(
    counts: list[int], processes: int, seconds: float, alone: float, data: str, url: str = ""
) -> dict[int, dict[str, float]]:
    """People -> what `crowd.measure` tells of them; where several processes share them, of the slowest of these."""
    found = {}
    with contextlib.ExitStack() as stack:
        apps = [stack.enter_context(there(url)) for _ in range(processes)]
        for count in counts:
            part = max(1, round(count / processes / 5))
            groups = f"--drag {part} --draw {part} --pick {part} --watch {2 * part}"
            if count / processes < 5:
                groups = f"--drag {-(-count // processes)} --draw 0 --pick 0 --watch 0"
            options = f"--seconds {seconds} --alone {alone} --data {data} {groups}".split()
            told = crowd.run(together([url for url, _ in apps], crowd.arguments().parse_args(options)))
            found[count] = {
                "p50": max(each["p50"] for each in told),
                "p95": max(each["p95"] for each in told),
                "answers": sum(each["answers"] for each in told),
            }
            print(f"{count} visitors, {processes} process{'es' * (processes > 1)}: {rounded(found[count])}", flush=True)
    return found


async def together(urls: list[str], wanted: argparse.Namespace) -> list[dict[str, float]]:
    with contextlib.redirect_stdout(io.StringIO()):  # its own table
        return await asyncio.gather(*(crowd.measure(url.rstrip("/"), None, wanted) for url in urls))


def viewers(counts: list[int], seconds: float, data: str, url: str = "") -> dict[int, dict[str, float]]:
    """Viewers -> {"share" of the run's speed alone, "frames" a second of each}."""
    found = {}
    with there(url) as (found_at, _), httpx.Client(timeout=60, trust_env=False) as client:
        room, over = Room(found_at, client), threading.Event()
        room.control("hello")
        room.start("dcgan", data)
        room.until(lambda told: told["frame"].get("step", 0) > 50)
        threading.Thread(target=live_speed.stay, args=(room, over), daemon=True).start()
        try:
            for count in counts:
                alone, _ = live_speed.speeds(room, 0, seconds)
                speed, frames = live_speed.speeds(room, count, seconds)
                found[count] = {"share": speed / alone, "frames": frames}
                print(f"{count} viewers: {rounded(found[count])}", flush=True)
        finally:
            over.set()
            room.control("stop")
    return found


def models(names: list[str]) -> Iterator[tuple[int, float]]:
    """(models in memory, gigabytes of the server)."""
    with started(memory.SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as (_, server):
        server.stdout.readline()
        yield 0, memory.resident(server.pid)
        for name in names:
            server.stdin.write(f"{name}\n")
            server.stdin.flush()
            yield int(server.stdout.readline()), memory.resident(server.pid)


def rounded(found: dict[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.3g}") for name, value in found.items()}


def draw(path: str, asked: dict[int, dict], watched: dict[int, dict], held: list[tuple[int, float]]) -> None:
    """The picture of all four."""
    from matplotlib import pyplot  # which is there for this alone

    pyplot.switch_backend("Agg")

    pyplot.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, (first, second, third, fourth) = pyplot.subplots(1, 4, figsize=(15, 3.4), layout="constrained")
    for processes, colour in zip(asked, ("#4338ca", "#ea580c"), strict=False):
        told, name = asked[processes], f"{processes} process{'es' * (processes > 1)}"
        first.plot(list(told), [each["p50"] for each in told.values()], "o-", color=colour, label=f"median, {name}")
        first.plot(list(told), [each["p95"] for each in told.values()], "o--", color=colour, label=f"95 %, {name}")
        second.plot(list(told), [each["answers"] for each in told.values()], "o-", color=colour, label=name)
    third.plot(
        list(watched), [100 * each["share"] for each in watched.values()], "o-", color="#4338ca", label="% of its speed"
    )
    third.plot(
        list(watched), [each["frames"] for each in watched.values()], "o-", color="#ea580c", label="frames/s for each"
    )
    fourth.plot([count for count, _ in held], [size for _, size in held], "-", color="#4338ca")
    labels = {
        first: ("visitors", "seconds until an answer"),
        second: ("visitors", "answers a second, all"),
        third: ("viewers of one run", ""),
        fourth: ("models in memory", "gigabytes of the server"),
    }
    for axes, (across, up) in labels.items():
        axes.set(xlabel=across, ylabel=up)
        axes.set_ylim(bottom=0)
        if axes is not fourth:
            axes.legend(frameon=False)
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, nargs="*", default=VISITORS)
    parser.add_argument("--viewers", type=int, nargs="*", default=VIEWERS)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--names", nargs="*", default=checkpoints.names(), help="models; default: all bundled")
    parser.add_argument("--url", default="", help="of an app that runs already; else each curve starts its own")
    parser.add_argument("--seconds", type=float, default=12, help="of each measurement")
    parser.add_argument("--alone", type=float, default=3, help="seconds of the run by itself before each")
    parser.add_argument("--data", default="mnist", choices=("mnist", "fashion", "digits"), help="what the run learns")
    parser.add_argument("--write", default="", help="a PNG of the curves")
    wanted = parser.parse_args()
    if wanted.write and importlib.util.find_spec("matplotlib") is None:  # told before minutes of measuring
        raise SystemExit("drawing needs matplotlib: pip install -r requirements-dev.txt")
    times = wanted.seconds, wanted.alone
    asked = {each: visitors(wanted.visitors, each, *times, wanted.data, wanted.url) for each in wanted.processes}
    watched = viewers(wanted.viewers, wanted.seconds, wanted.data, wanted.url) if wanted.viewers else {}
    held = list(models(wanted.names)) if wanted.names else [(0, 0.0)]
    print(f"{held[-1][0]} models: {held[0][1]:.2f} to {held[-1][1]:.2f} GB")
    if wanted.write:
        draw(wanted.write, asked, watched, held)


if __name__ == "__main__":
    main()
