"""How soon a live run makes digits, in the real page: from the click on Start, in headless Chromium, by the judge.

    python -m bench.live_page [--family dcgan] [--seeds 0 1 2 3 4] [--seconds 62] [--sheets FOLDER]

Starts the app on a free port; each seed is a visitor of its own, who opens the Live training tab, reads for a
quarter of a minute and presses Start. Prints a Markdown table:
  goal       seconds from the click until the page has the judge's verdict that the mean confidence over 500 samples
             is at least 0.85 and each of the 10 classes has at least 3 % of them
  15, 30, 60 the last verdict that was on the page by then: mean confidence, and classes with at least 3 %
  first      seconds from the click to the first samples on the screen
  grids/s    changes of the samples on the screen per second, after the first ten seconds
Quiet machines only: browser, server and training share the same cores.
"""

import argparse
import base64
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.playground import chromium, there

CONFIDENT = 0.85
MARKS = (15, 30, 60)  # seconds
STEADY = 10.0  # seconds after which speeds are measured

# Notes, in ms since the page began: the click, every verdict of the judge, every frame that came and that was painted.
PROBE = """
window.notes = { click: 0, exams: [], frames: [], paints: [] };
addEventListener("click", event => {
  if (event.target.closest?.("[data-do=start]")) notes.click = event.timeStamp;
}, true);
const Plain = window.EventSource;
window.EventSource = class extends Plain {
  constructor(...options) {
    super(...options);
    this.addEventListener("message", ({ data }) => {
      const now = performance.now(), { exam, frame } = JSON.parse(data), { exams, frames } = notes;
      if (exam?.step !== undefined && exam.step !== exams.at(-1)?.step) exams.push({ now, ...exam });
      if (frame?.step !== undefined && frame.step !== frames.at(-1)?.step) frames.push({ now, step: frame.step });
    });
  }
};
new MutationObserver(changes => {
  if (changes.some(change => change.target.matches?.("#live .view"))) notes.paints.push(performance.now());
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-step"] });
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--family", default="dcgan", choices=("dcgan", "wgan-gp"))
    arguments.add_argument("--data", default="mnist", choices=("mnist", "fashion", "digits"))
    arguments.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    arguments.add_argument("--seconds", type=float, default=62)
    arguments.add_argument("--reading", type=float, default=15, help="seconds that a visitor looks at the page first")
    arguments.add_argument("--sheets", type=Path, help="a folder for pictures of the samples at each mark")
    arguments.add_argument("--url", default="", help="of an app that runs already; else one is started")
    wanted = arguments.parse_args()
    print("| seed | goal, s | " + " | ".join(f"at {mark} s" for mark in MARKS) + " | first, s | steps/s | grids/s |")
    print("|---|---|" + "---|" * len(MARKS) + "---|---|---|")
    with there(wanted.url) as (url, _), chromium() as browser:
        for seed in wanted.seeds:
            print(row(seed, visit(browser, url, seed, wanted)), flush=True)


def visit(browser: Browser, url: str, seed: int, wanted: argparse.Namespace) -> dict:
    """One visitor's notes, with the click as time zero, in seconds."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
    page.set_default_timeout(90_000)  # as the tests' pages: beside other benches a page comes late
    page.add_init_script(PROBE)
    page.goto(f"{url}?tab=live")
    for value in (wanted.family, wanted.data):
        page.locator(f"#live input[value={value}]").check(force=True)
    field = page.locator("#live .knobs").get_by_label("Seed", exact=True)
    field.fill(str(seed))
    field.press("Enter")
    page.wait_for_timeout(wanted.reading * 1000)  # the worker process gets ready
    page.locator("#live [data-do=start]").click()
    for mark in (*(mark for mark in MARKS if mark < wanted.seconds), wanted.seconds):
        page.wait_for_function("s => notes.click && performance.now() - notes.click > 1000 * s", arg=mark, timeout=0)
        if wanted.sheets:
            save_sheet(page, wanted.sheets / f"{wanted.family}-{wanted.data}-{seed}-{mark:.0f}s.png")
    notes = page.evaluate("notes")
    page.close()
    since = notes["click"]
    return {
        "exams": [exam | {"at": (exam["now"] - since) / 1000} for exam in notes["exams"]],
        "frames": [((frame["now"] - since) / 1000, frame["step"]) for frame in notes["frames"]],
        "paints": [(now - since) / 1000 for now in notes["paints"] if now > since],
        "watched": wanted.seconds,
    }


def row(seed: int, notes: dict) -> str:
    good = (exam["at"] for exam in notes["exams"] if exam["confidence"] >= CONFIDENT and exam["covered"] == 10)
    goal = next((f"{at:.1f}" for at in good), "not reached")
    verdicts = []
    for mark in MARKS:
        seen = [exam for exam in notes["exams"] if exam["at"] <= mark <= notes["watched"]]
        verdicts.append(f"{seen[-1]['confidence']:.3f}, {seen[-1]['covered']}" if seen else "")
    shown = f"{notes['paints'][0]:.1f}" if notes["paints"] else "never"
    return f"| {seed} | {goal} | {' | '.join(verdicts)} | {shown} | {speeds(notes)} |"


def speeds(notes: dict) -> str:
    """Steps and painted grids a second, once both go steadily; empty where they never did."""
    steady = [frame for frame in notes["frames"] if frame[0] > STEADY]
    if len(steady) < 2:
        return " | "
    (begun, first), (ended, last) = steady[0], steady[-1]
    paints = sum(begun < at <= ended for at in notes["paints"])
    return f"{(last - first) / (ended - begun):.1f} | {paints / (ended - begun):.2f}"


def save_sheet(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = page.evaluate("document.querySelector('#live .view canvas').toDataURL('image/png')")
    path.write_bytes(base64.b64decode(canvas.partition(",")[2]))


if __name__ == "__main__":
    main()
