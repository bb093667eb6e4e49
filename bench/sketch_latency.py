"""How fast the Sketch tab follows a pen: from an event of a stroke to the painted picture, in headless Chromium.

    python -m bench.sketch_latency [--seconds 6] [--models pix2pix-emoji ...] [--people 20]

Starts the app on a free port, draws without a pause on the pad, once as it is and once with 80 ms added to each round
trip, and prints for each, in milliseconds, from the newest event that a picture shows to the picture in the canvas
(median and 95th percentile), how old that event was when its question left, the server's part, which is nearly all the
model's, the rest without that, and pictures a second. The pen tells its place 125 times a second, as a common mouse
does, and does not wait until the page has taken it in. Then so many people draw at once, each one question at a time,
straight to the pad's server function; printed are the fewest and the most pictures a second that one of them gets.
Last, what it costs the browser to pack the pad's raster: as runs of equal bytes, deflated, as PNG.
Quiet machines only: browser, server and whatever else runs share the same cores.
"""

import argparse
import asyncio
import json
import statistics
import time
import urllib.request

import httpx
import numpy as np
from PIL import Image
from playwright.async_api import async_playwright

from bench.pen import scribble
from bench.playground import CHROMIUM, ROOT, there
from bench.raster import to_pad

DRAWING = ROOT / "checkpoints" / "pix2pix-emoji" / "drawings" / "cat.png"
PAD = "#sketch .sheet"

# A picture shows the strokes up to the moment its question left; the pen's newest event before that is what is timed.
PROBE = """
window.notes = [];
let input = 0, wait = WAIT;
for (const name of ["pointermove", "pointerrawupdate", "pointerdown"]) {
  addEventListener(name, event => { input = event.timeStamp; }, true);
}
const plainFetch = window.fetch, plainJson = Response.prototype.json, asked = new WeakMap(), made = new Map();
window.fetch = async (...call) => {
  const mine = String(call[1]?.body).includes('"paint"'), since = { input, left: performance.now() };
  if (wait) await new Promise(resolve => setTimeout(resolve, wait / 2));
  const response = await plainFetch(...call);
  if (wait) await new Promise(resolve => setTimeout(resolve, wait / 2));
  if (mine) asked.set(response, since);
  return response;
};
Response.prototype.json = async function () {
  const answer = await plainJson.call(this);
  if (asked.has(this) && answer.picture) made.set(answer.picture, { ...asked.get(this), server: answer.milliseconds });
  return answer;
};
const draw = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (image, ...where) {
  draw.call(this, image, ...where);
  if (made.has(image.src)) notes.push({ ...made.get(image.src), put: performance.now() });
};
"""

PACK = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 256, height: 256 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff"; context.fillRect(0, 0, 256, 256); context.lineWidth = 6;
  for (let i = 0; i < 12; i++) {
    context.beginPath();
    context.arc(40 + 15 * i, 128, 30 + 7 * i, 0, 5);
    context.stroke();
  }
  const grey = () => {
    const { data } = context.getImageData(0, 0, 256, 256), bytes = new Uint8Array(65536);
    for (let i = 0; i < 65536; i++) bytes[i] = data[4 * i];
    return bytes;
  };
  const runs = () => {
    const bytes = grey();
    let size = 0;
    for (let i = 0, next; i < 65536; i = next, size += 2)
      for (next = i + 1; next < 65536 && bytes[next] === bytes[i] && next - i < 255;) next++;
    return size;
  };
  const deflated = async () => {
    const stream = new Blob([grey()]).stream().pipeThrough(new CompressionStream("deflate"));
    return (await new Response(stream).arrayBuffer()).byteLength;
  };
  const png = () => new Promise(resolve => canvas.toBlob(blob => resolve(blob.size)));
  const rows = {};
  for (const [name, pack] of Object.entries({ runs, deflated, png })) {
    const times = []; let size = 0;
    for (let i = 0; i < 40; i++) {
      const start = performance.now();
      size = await pack();
      times.push(performance.now() - start);
    }
    rows[name] = [times.sort((a, b) => a - b)[20], size];
  }
  return rows;
}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=6)
    arguments.add_argument("--models", nargs="+", default=["pix2pix-emoji"])
    arguments.add_argument("--people", type=int, default=20)
    arguments.add_argument("--warm", type=float, default=4, help="seconds drawn before")
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    options = arguments.parse_args()
    with there(options.url) as (url, _):
        asyncio.run(drawing(url, options.models, options.seconds, options.warm))
        asyncio.run(crowd(url, options.models[0], options.people, options.seconds))


async def drawing(url: str, models: list[str], seconds: float, warm: float) -> None:
    """One person's table."""
    print(f"{'model':<18}{'round trip +':>13}{'put':>8}{'95':>7}{'age':>7}{'server':>8}{'rest':>6}{'/s':>6}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**CHROMIUM)
        for model in models:
            for wait in (0, 80):
                page = await browser.new_page(viewport={"width": 1280, "height": 1100})
                await page.add_init_script(PROBE.replace("WAIT", str(wait)))
                await page.goto(f"{url}?tab=sketch&model={model}")
                await page.locator("#sketch .examples .tile").first.wait_for()
                await scribble(page, PAD, warm)  # from here on the model is in memory, and the scripts are compiled
                await page.evaluate("() => { notes.length = 0; }")
                await scribble(page, PAD, seconds)
                await page.wait_for_function("notes.length")
                notes = await page.evaluate("notes")
                put = sorted(note["put"] - note["input"] for note in notes)
                age = statistics.median(note["left"] - note["input"] for note in notes)
                server = statistics.median(note["server"] for note in notes)
                rest = statistics.median(note["put"] - note["input"] - note["server"] for note in notes)
                times = f"{statistics.median(put):>8.0f}{put[int(0.95 * len(put))]:>7.0f}"
                parts = f"{age:>7.0f}{server:>8.0f}{rest:>6.0f}{len(notes) / seconds:>6.1f}"
                print(f"{model:<18}{wait:>13}{times}{parts}", flush=True)
                if wait:
                    for name, (cost, size) in (await page.evaluate(PACK)).items():
                        print(f"  packed as {name}: {cost:.1f} ms, {size} bytes", flush=True)
                await page.close()


async def crowd(url: str, model: str, people: int, seconds: float) -> None:
    """Everybody asks, waits for the picture, and asks again."""
    with urllib.request.urlopen(f"{url}config") as response:
        components = json.load(response)["components"]
    panel = next(part["id"] for part in components if part["props"].get("elem_id") == "sketch")
    raster = np.asarray(Image.open(DRAWING).convert("L"))
    pixels = to_pad(raster)
    counts, errors = [0] * people, []

    async def person(number: int, client: httpx.AsyncClient, end: float) -> None:
        question = {"model": model, "pixels": pixels}
        data = question
        while time.perf_counter() < end:
            body = {"data": data, "component_id": panel, "fn_name": "paint", "session_hash": f"person{number}"}
            answer = (await client.post(f"{url}gradio_api/component_server", json=body)).json()
            data = question | {"ticket": answer["ticket"]} if "ticket" in answer else question
            counts[number] += "picture" in answer
            errors.extend([answer] if "ticket" not in answer and "picture" not in answer else [])

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=people)) as client:
        end = time.perf_counter() + seconds
        await asyncio.gather(*(person(number, client, end) for number in range(people)))
    each = sorted(count / seconds for count in counts)
    print(f"{people} people at once: {each[0]:.1f} to {each[-1]:.1f} pictures/s each")
    print(f"{sum(each):.0f}/s in all, {len(errors)} errors {str(errors[:1])[:200]}")


if __name__ == "__main__":
    main()
