"""From `python app.py` to a page that is alive: python -m bench.start [--rounds 3]

Seconds, with a warm disk, in turn with the demo of one slider (bench/tutorial.py): until the first page is answered,
and until a browser that waits for it shows Home's first picture, or the demo's. Medians.
"""

import argparse
import statistics
import time
from collections.abc import Sequence

from playwright.sync_api import Browser

from bench import tutorial
from bench.playground import chromium, started

APP = "import app; app.main()"
TITLES = {"ours": "here", "theirs": "a demo with one slider"}
SHOWN = {APP: "() => document.querySelector('#gallery canvas.shown')"}
IMAGE = "() => document.querySelector(\"img[src*='file=']\")?.complete"


def once(browser: Browser, code: str) -> tuple[float, float]:
    """Seconds until the page is answered, and until its picture is seen."""
    page = browser.new_page()
    begun = time.perf_counter()
    with started(code) as (url, _):
        answered = time.perf_counter() - begun
        page.goto(url)
        page.wait_for_function(SHOWN.get(code, IMAGE), timeout=120_000)
        seen = time.perf_counter() - begun
        page.close()
    return answered, seen


def measured(rounds: int, apps: Sequence[str] = TITLES) -> dict[str, tuple[float, float]]:
    """{"ours", "theirs"} -> medians of both."""
    known = {"ours": APP, "theirs": tutorial.SLIDER.format(model="vae-mnist")}
    codes = {name: known[name] for name in apps}
    with chromium() as browser:
        times = {name: [] for name in codes}
        for _ in range(rounds):
            for name, code in codes.items():
                times[name].append(once(browser, code))
    return {name: tuple(map(statistics.median, zip(*each, strict=True))) for name, each in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--apps", nargs="+", choices=TITLES, default=list(TITLES), help="which; default: both")
    wanted = parser.parse_args()
    found = measured(wanted.rounds, wanted.apps)
    print("| start | first page, s | first picture, s |\n|---|---|---|")
    for name in found:
        print(f"| {TITLES[name]} | {found[name][0]:.1f} | {found[name][1]:.1f} |")


if __name__ == "__main__":
    main()
