"""A slider here and in a demo of `gr.Slider` and `gr.Image`: python -m bench.slider [--model vae-mnist]

Both apps run at once and are asked in turn, in headless Chromium on the same cores: single presses of a key, a pause
after each, then a drag as fast as moves are taken. From the key to the first frame that shows the new picture,
medians in milliseconds; of the drag, pictures a second. The demo is bench/tutorial.py's, whole: no queue of its own
making, the newest value wins, one thread, the same weights.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from bench import latent_latency, tutorial
from bench.playground import chromium, started, there

# Notes of the demo what `latent_latency.PROBE` notes of ours: when an input was, and when its picture was painted.
DEMO = """
window.notes = [];
let input = 0;
for (const name of ["input", "keydown", "pointermove", "pointerdown"])
  addEventListener(name, event => { input = event.timeStamp; }, true);
let seen = "";
const look = () => {
  requestAnimationFrame(look);
  const image = document.querySelector("img[src*='file=']");
  if (!image?.complete || image.src === seen) return;
  seen = image.src;
  const since = input, channel = new MessageChannel();
  channel.port1.onmessage = () => notes.push({ input: since, painted: performance.now() });
  channel.port2.postMessage(0);  // it comes after the frame
};
requestAnimationFrame(look);
"""
OURS, THEIRS = "#latent .dimension input", "input[type=range]"


@contextmanager
def pages(model: str, url: str = "") -> Iterator[tuple[Page, Page]]:
    """Ours and the demo's, both ready."""
    with there(url) as (ours, _), started(tutorial.SLIDER.format(model=model)) as (theirs, _), chromium() as browser:
        opened = []
        for address, probe, slider in (
            (f"{ours}?tab=latent&model={model}", latent_latency.PROBE, OURS),
            (theirs, DEMO, THEIRS),
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 1100})
            page.add_init_script(probe)
            page.goto(address)
            page.locator(slider).first.wait_for()
            opened.append(page)
        opened[0].evaluate("window.watched = '.big'")
        latent_latency.touch(opened[0], "page")
        yield tuple(opened)


def keys(page: Page, slider: str, presses: int) -> float:
    """The median from a key to its picture, in milliseconds."""
    page.evaluate("notes.length = 0")
    page.locator(slider).first.focus()
    for press in range(presses):
        page.keyboard.press("PageDown" if press % 2 else "PageUp")
        page.wait_for_timeout(250 + press * 7 % 37)
    page.wait_for_function("notes.length")
    return statistics.median(note["painted"] - note["input"] for note in page.evaluate("notes"))


def dragged(page: Page, slider: str, seconds: float) -> float:
    """Pictures a second while the slider is dragged to and fro."""
    page.evaluate("notes.length = 0")
    start = time.perf_counter()
    latent_latency.drag(page, slider, seconds, lambda t: (0.5 + 0.4 * latent_latency.triangle(t), 0.5))
    spent = time.perf_counter() - start
    return page.evaluate("notes.length") / spent


def measured(model: str, rounds: int, presses: int, seconds: float, url: str = "") -> dict[str, tuple[float, float]]:
    """{"ours", "theirs"} -> (milliseconds of a key, pictures a second of a drag), medians of the rounds in turn."""
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    with pages(model, url) as both:
        for _ in range(rounds):
            for told, page, slider in zip(found.values(), both, (OURS, THEIRS), strict=True):
                page.bring_to_front()
                told.append((keys(page, slider, presses), dragged(page, slider, seconds)))
    return {name: tuple(map(statistics.median, zip(*told, strict=True))) for name, told in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="vae-mnist", help="a VAE that is published")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=20, help="keys of each round")
    parser.add_argument("--seconds", type=float, default=4, help="of each round's drag")
    parser.add_argument("--url", default="", help="of an app that runs already; else one is started")
    wanted = parser.parse_args()
    found = measured(wanted.model, wanted.rounds, wanted.presses, wanted.seconds, wanted.url)
    print("| slider | key to picture, ms | pictures/s of a drag |\n|---|---|---|")
    for name, title in (("ours", "here"), ("theirs", "`gr.Slider` to `gr.Image`")):
        print(f"| {title} | {found[name][0]:.0f} | {found[name][1]:.0f} |")


if __name__ == "__main__":
    main()
