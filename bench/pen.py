"""How often what a pen changes is painted anew, in the tabs that answer while one draws: python -m bench.pen

Starts the app on a free port, draws in headless Chromium without a pause, and prints how often a second the server
answers, and how long an answer takes, in milliseconds (median). The pen tells its place 125 times a second, as a common
mouse does, and does not wait until the page has taken it in. Quiet machines only.
"""

import argparse
import asyncio
import statistics
import time

import numpy as np
from playwright.async_api import Page, async_playwright

from bench.playground import CHROMIUM, there

PEN = 125  # moves a second
# What is drawn on, and what is there once the page can answer. Not the noise brush: where it has been, a second stroke
# changes nothing, and nothing is asked.
PADS = {
    "autoencoders": ("#autoencoders .draw .pad canvas", ".rebuilt .best"),
    "maps": ("#maps .pad canvas", ".weights[data-shown]"),
    "priors": ("#priors .pad canvas", "canvas.codes[data-painted]"),
}
ASKED = """() => performance.getEntriesByType("resource").filter(entry => entry.name.includes("component_server"))
  .map(entry => entry.duration)"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=6)
    arguments.add_argument("--warm", type=float, default=3, help="seconds drawn before")
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    options = arguments.parse_args()
    with there(options.url) as (url, _):
        asyncio.run(drawing(url, options.seconds, options.warm))


async def drawing(url: str, seconds: float, warm: float) -> None:
    print("| tab | answers/s | ms |\n|---|---|---|")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**CHROMIUM)
        for tab, (pad, ready) in PADS.items():
            page = await browser.new_page(viewport={"width": 1280, "height": 1100})
            await page.goto(f"{url}?tab={tab}")
            await page.locator(f"#{tab} {ready}").first.wait_for()
            await scribble(page, pad, warm)  # from here on the models are in memory, and the scripts are compiled
            await page.evaluate("performance.setResourceTimingBufferSize(5000), performance.clearResourceTimings()")
            await scribble(page, pad, seconds)
            await page.wait_for_function(f"({ASKED})().length")
            answers = await page.evaluate(ASKED)
            print(f"| {tab} | {len(answers) / seconds:.0f} | {statistics.median(answers):.0f} |", flush=True)
            await page.close()


async def scribble(page: Page, pad: str, seconds: float) -> None:
    """One long stroke. page.mouse would wait for the page after each move, and so tell of fewer the busier it is."""
    box = await page.locator(pad).bounding_box()
    chromium = await page.context.new_cdp_session(page)
    told = []

    def tell(kind: str, at: float) -> None:
        place = {
            "x": box["x"] + box["width"] * (0.5 + 0.4 * np.sin(5 * at)),
            "y": box["y"] + box["height"] * (0.5 + 0.4 * np.sin(4 * at + 1)),
        }
        event = {"type": kind, "button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1}
        told.append(asyncio.create_task(chromium.send("Input.dispatchMouseEvent", event | place)))

    start = time.perf_counter()
    tell("mousePressed", 0)
    for move in range(1, int(seconds * PEN)):
        await asyncio.sleep(max(0, start + move / PEN - time.perf_counter()))
        tell("mouseMoved", move / PEN)
    tell("mouseReleased", seconds)
    await asyncio.gather(*told)


if __name__ == "__main__":
    main()
