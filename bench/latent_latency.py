"""How fast the Latent space tab follows a hand: from an input event to the painted picture, in headless Chromium.

    python -m bench.latent_latency [--seconds 5] [--models vae-mnist vae-mnist-2d ...] [--by server]

Starts the app on a free port, moves a slider by single key presses (a pause after each) and by dragging, drags over
the map and draws on the pad, and prints one row for each. In milliseconds:
  painted  from the input event to the first frame that shows the picture; "95" is the 95th percentile
  put      from the input event until the picture is in the canvas, without the wait for the next frame (16.7 at 60 Hz)
  answer   what the answer took where it was computed, the model's own time included
  page     share of the answers that the page computed itself, with the network that it was sent; by --by server none
  /s       pictures painted in a second of dragging
Quiet machines only: browser, server and whatever else runs share the same cores.
"""

import argparse
import statistics
import time

from playwright.sync_api import Page, Route

from bench.playground import chromium, there

CANVASES = {"slider": ".big", "map": ".big", "pad": ".again"}

# Notes for every answer when the input was that asked for it, when its picture was put and when it was painted.
PROBE = """
window.notes = [];
let input = 0, arrived = null;
for (const name of ["input", "pointermove", "pointerrawupdate", "pointerdown"])
  addEventListener(name, event => { input = event.timeStamp; }, true);
const asked = new WeakMap(), plainFetch = window.fetch, plainJson = Response.prototype.json;
window.fetch = async (...call) => {
  const since = input, response = await plainFetch(...call);
  if (String(call[0]).includes("component_server")) asked.set(response, since);
  return response;
};
Response.prototype.json = async function () {
  const answer = await plainJson.call(this);
  if (asked.has(this)) arrived = { input: asked.get(this), answer: answer.milliseconds, page: 0 };
  return answer;
};
const questions = new Map();
window.Worker = class extends Worker {
  constructor(...call) {
    super(...call);
    this.addEventListener("message", ({ data: { number, answer } }) => {
      if (answer) arrived = { input: questions.get(number), answer: answer.milliseconds, page: 1 };
    });
  }
  postMessage(...call) {
    questions.set(call[0].number, input);
    super.postMessage(...call);
  }
};
const put = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...call) {
  put.apply(this, call);
  if (!arrived || !this.canvas.matches(`#latent ${window.watched}`)) return;
  const note = { ...arrived, put: performance.now() }, channel = new MessageChannel();
  arrived = null;
  channel.port1.onmessage = () => notes.push({ ...note, painted: performance.now() });
  requestAnimationFrame(() => channel.port2.postMessage(0)); // the message comes after the frame that follows
};
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--models", nargs="+", default=["vae-mnist", "vae-mnist-2d", "cvae-mnist"])
    arguments.add_argument("--warm", type=float, default=2, help="seconds before the first of them")
    arguments.add_argument("--by", choices=("page", "server"), default="page", help="who answers")
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    options = arguments.parse_args()
    with there(options.url) as (url, _):
        measure(url, options.models, options.seconds, options.warm, options.by)


def measure(url: str, models: list[str], seconds: float, warm: float, by: str) -> None:
    """Prints the table."""
    print(f"{'model':<14}{'input':<14}{'put':>9}{'95':>7}{'painted':>9}{'95':>7}{'answer':>8}{'page':>6}{'/s':>6}")
    with chromium() as browser:
        for model in models:
            page = browser.new_page(viewport={"width": 1280, "height": 1100})
            page.add_init_script(PROBE)
            page.goto(f"{url}?tab=latent&model={model}")
            page.wait_for_selector("#latent .dimension")
            touch(page, by)
            page.wait_for_timeout(1000 * warm)
            for name, act in ACTS.items():
                report(model, name, page, act, seconds)
            page.close()


def touch(page: Page, by: str) -> None:
    """A first touch of slider and pad, after which the page has the network."""
    if by == "server":
        page.route("**/component_server/", without_network)
    page.locator("#latent .dimension input").first.press("ArrowRight")
    page.locator("#latent .pad canvas").click()
    if by == "page":
        page.wait_for_selector("#latent [data-answers='decoder encoder']")


def without_network(route: Route) -> None:
    """The page is told that the network is too large to be sent."""
    if route.request.post_data_json["fn_name"] == "coder":
        route.fulfill(json={"parts": None})
    else:
        route.continue_()


def report(model: str, name: str, page: Page, act, seconds: float) -> None:
    """One row: what `act` caused within these seconds."""
    page.evaluate("watched => { window.watched = watched; notes.length = 0; }", CANVASES[name.split(",")[0]])
    start = time.perf_counter()
    if act(page, seconds) is False:
        return
    spent = time.perf_counter() - start
    page.wait_for_timeout(500)
    page.wait_for_function("notes.length")
    notes = page.evaluate("notes")
    put = sorted(note["put"] - note["input"] for note in notes)
    painted = sorted(note["painted"] - note["input"] for note in notes)
    answer = statistics.median(note["answer"] for note in notes)
    by_page = statistics.mean(note["page"] for note in notes)
    rate = "" if act is keys else f"{len(notes) / spent:.0f}"
    puts, paints = (
        f"{statistics.median(times):>9.1f}{times[int(0.95 * len(times))]:>7.1f}" for times in (put, painted)
    )
    print(f"{model:<14}{name:<14}{puts}{paints}{answer:>8.1f}{by_page:>6.0%}{rate:>6}", flush=True)


def keys(page: Page, seconds: float) -> None:
    """Single presses with pauses of uneven length, so that they do not fall in step with the screen."""
    page.locator("#latent .dimension input").first.focus()
    for press in range(int(seconds * 10)):
        page.keyboard.press("ArrowRight" if press % 40 < 20 else "ArrowLeft")
        page.wait_for_timeout(80 + press * 7 % 37)


def drag_slider(page: Page, seconds: float) -> None:
    drag(page, "#latent .dimension input", seconds, lambda t: (0.5 + 0.4 * triangle(t), 0.5))


def drag_map(page: Page, seconds: float) -> bool | None:
    if not page.locator("#latent .plane").is_visible():
        return False
    return drag(page, "#latent .plane", seconds, lambda t: (0.5 + 0.35 * triangle(t), 0.5 + 0.35 * triangle(1.3 * t)))


def draw(page: Page, seconds: float) -> None:
    """A side of the pad in 1.2 s, as one writes: of a slower hand's moves the pad drops those that change nothing."""

    def place(t: float) -> tuple[float, float]:
        return 0.5 + 0.35 * triangle(4 * t), 0.5 + 0.35 * triangle(2.4 * t + 0.5)

    drag(page, "#latent .pad canvas", seconds, place)


def drag(page: Page, selector: str, seconds: float, place) -> None:
    """One press, and moves as fast as they are taken; place: seconds -> a point of the element in [0, 1]."""
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    start = time.perf_counter()

    def move() -> None:
        x, y = place(time.perf_counter() - start)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])

    move()
    page.mouse.down()
    while time.perf_counter() - start < seconds:
        move()
    page.mouse.up()


ACTS = {"slider, keys": keys, "slider, drag": drag_slider, "map, drag": drag_map, "pad, draw": draw}


def triangle(t: float) -> float:
    """To and fro between -1 and 1, four seconds each way."""
    return abs((t / 4 + 0.5) % 2 - 1) * 2 - 1


if __name__ == "__main__":
    main()
