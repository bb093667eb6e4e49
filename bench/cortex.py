"""How soon a live sheet is in order, as the page counts it: python -m bench.cortex

Starts the app on a free port, opens the Cortex tab in headless Chromium and starts a run as it begins there. Each row
is a map that was painted: seconds since Start was pressed, step, how far the directions of neighbours differ, and
pinwheels. The run and the browser share the two cores. Quiet machines only.
"""

import argparse
import time

from bench.playground import chromium, there

MAP = "#cortex-live canvas[data-pinwheels]"
STEP, COUNTED = "view => view.dataset.step", "map => [Number(map.dataset.degrees), map.dataset.pinwheels]"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--every", type=float, default=1, help="seconds from row to row")
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    options = arguments.parse_args()
    print("| seconds | step | degrees | pinwheels |\n|---|---|---|---|")
    with there(options.url) as (url, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="en-US")
        page.goto(f"{url}?tab=cortex")
        start = page.locator("#cortex-live [data-do=start]:visible")
        start.wait_for()
        page.wait_for_timeout(2000)  # the page comes to rest
        start.click()
        begun, passed, last = time.perf_counter(), 0.0, None
        view, order = page.locator("#cortex-live .view:not(.recorded)[data-step]"), page.locator(MAP)
        view.wait_for()
        while passed < options.seconds:
            passed, step = time.perf_counter() - begun, view.evaluate(STEP)
            degrees, pinwheels = order.evaluate(COUNTED)
            if step != last:
                print(f"| {passed:.1f} | {step} | {degrees:.1f} | {pinwheels} |", flush=True)
            last = step
            page.wait_for_timeout(1000 * options.every)
        page.locator("#cortex-live [data-do=stop]:visible").click()


if __name__ == "__main__":
    main()
