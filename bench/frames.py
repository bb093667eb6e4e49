"""How many pictures a second the page paints where something moves by itself: python -m bench.frames

Starts the app on a free port, opens each tab in headless Chromium, sets it going, and counts for a while the frames
that the browser had and those in which a canvas of the tab was painted. "long" is the longest time between two of
these, in milliseconds. The browser paints without a GPU, and a run that trains has the same two cores. Quiet machines
only.
"""

import argparse
import time

from playwright.sync_api import Page

from bench.playground import chromium, there

# The panel that moves, and what sets it going: a run that is started, a place that is pressed, nothing.
MOVING = {
    "energy": ("plane", "start"),
    "priors": ("bend", "start"),
    "cortex": ("cortex-live", "start"),
    "particles": ("particles", ""),
    "plan": ("plan", "press"),
}
COUNT = """panel => {
  const seen = window.seen = { frames: 0, painted: [], at: performance.now() };
  const context = CanvasRenderingContext2D.prototype;
  let now = 0, counted = -1;
  for (const name of ["putImageData", "drawImage", "clearRect", "fillRect"]) {
    const plain = context[name];
    context[name] = function (...given) {
      if (counted !== now && this.canvas.closest?.(`#${panel}`)) {
        counted = now;
        seen.painted.push(performance.now());
      }
      return plain.apply(this, given);
    };
  }
  const frame = () => { now += 1; seen.frames += 1; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""
TOLD = """() => {
  const seconds = (performance.now() - seen.at) / 1000;
  const gaps = seen.painted.slice(1).map((time, place) => time - seen.painted[place]);
  return { frames: seen.frames / seconds, painted: seen.painted.length / seconds, long: Math.max(0, ...gaps) };
}"""
FORGET = "Object.assign(seen, { frames: 0, painted: [], at: performance.now() })"
LONGEST = 180  # seconds until its script and the networks have come and it moves
MOVES = 3  # paintings in half a second that are no mere answer to a press


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=6)
    arguments.add_argument("--warm", type=float, default=8, help="seconds from the start to the first frame counted")
    arguments.add_argument("--tabs", nargs="+", default=list(MOVING), choices=list(MOVING))
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    options = arguments.parse_args()
    print("| tab | frames/s | painted/s | long, ms |\n|---|---|---|---|")
    with there(options.url) as (url, _), chromium() as browser:
        for tab in options.tabs:
            page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
            told = counted(page, f"{url}?tab={tab}", tab, options)
            print(f"| {tab} | {told['frames']:.0f} | {told['painted']:.0f} | {told['long']:.0f} |", flush=True)
            page.close()


def counted(page: Page, address: str, tab: str, options: argparse.Namespace) -> dict[str, float]:
    panel, moved_by = MOVING[tab]
    page.goto(address)
    if moved_by == "start":
        page.locator(f"#{panel} [data-do=start]:visible").click()
        page.locator(f"#{panel} .view:not(.recorded)[data-step]").wait_for()
    canvas = page.locator(f"#{panel} canvas:visible").first
    canvas.wait_for()
    page.wait_for_timeout(options.warm * 1000)
    page.evaluate(COUNT, panel)
    latest = time.monotonic() + LONGEST
    while time.monotonic() < latest:
        if moved_by == "press":
            canvas.click(position={"x": 60, "y": 60})
        page.evaluate(FORGET)
        page.wait_for_timeout(500)
        if page.evaluate("seen.painted.length") > MOVES:
            break
    page.evaluate(FORGET)
    page.wait_for_timeout(options.seconds * 1000)
    return page.evaluate(TOLD)


if __name__ == "__main__":
    main()
