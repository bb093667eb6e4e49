"""What matters, beside what people would use instead, in one table: python -m bench [--write]

Each row is measured in one run with its yardstick: ONNX Runtime by itself, a tutorial's training loop, a demo of
`gr.Slider` and `gr.Image` (bench/tutorial.py). `--write` puts the table into bench/FIGURES.md. Take a quiet machine:
it needs a quarter of an hour, a browser, and requirements-dev.txt.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from bench import crowd, inference, slider, start, training
from bench.playground import there
from bench.readme_tables import placed
from genmodels.runtime import best_device, describe, flush_denormals

FIGURES = Path(__file__).with_name("FIGURES.md")
HEAD = "| what | here | yardstick | times as fast |\n|---|---|---|---|"
Row = tuple[str, str, str, str]


def beside(what: str, bench: str, form: str, ours: float, name: str, theirs: float, rises: bool = False) -> Row:
    """A row of two times, or of two rates, which are better where they are larger.  form: how either is written."""
    faster = ours / theirs if rises else theirs / ours
    return f"{what} (`bench.{bench}`)", form.format(ours), f"{name} {form.format(theirs)}", f"{faster:.2f}"


def answers(quick: bool) -> Iterator[Row]:
    for question, _, served, theirs in inference.rows(1 if quick else 100):
        yield beside(question.title, "inference", "{:.2f} ms", 1000 * served, "ONNX Runtime alone", 1000 * theirs)


def steps(quick: bool) -> Iterator[Row]:
    for pair, theirs, _, ours in training.rows(1 if quick else 60, best_device()):
        what = f"{pair.title}, training, a step of {pair.batch}"
        yield beside(what, "training", "{:.1f} ms", 1000 * ours, "a tutorial's loop", 1000 * theirs)


def sliders(quick: bool) -> Iterator[Row]:
    found = slider.measured("vae-mnist", *(1, 2, 0.5) if quick else (3, 20, 4))
    (key, rate), (their_key, their_rate) = found["ours"], found["theirs"]
    demo = "`gr.Slider` to `gr.Image`"
    yield beside("slider, a key to its picture", "slider", "{:.0f} ms", key, demo, their_key)
    if their_rate:
        yield beside("slider dragged", "slider", "{:.0f} pictures/s", rate, demo, their_rate, rises=True)


def beginnings(quick: bool) -> Iterator[Row]:
    found = start.measured(1 if quick else 3)
    for place, what in enumerate(("first page", "first picture of the first page")):
        ours, theirs = found["ours"][place], found["theirs"][place]
        yield beside(f"start, {what}", "start", "{:.1f} s", ours, "a demo with one slider", theirs)


def people(quick: bool) -> Iterator[Row]:
    """As all ask the server, and as pages do, which decode by themselves for those who drag."""
    few = "--seconds 1 --alone 0.3 --data digits --drag 1 --draw 1 --pick 1 --watch 1"
    long = "--seconds 30 --alone 6"
    for by, who in (("server", "a hundred people"), ("page", "a hundred whose pages decode")):
        options = crowd.arguments().parse_args([*(few if quick else long).split(), "--by", by])
        with there() as (url, server):
            told = crowd.measured(url, server.pid, options)
        yield beside(f"{who}, p95", "crowd", "{:.2f} s", told["p95"], "goal", 0.25)
        yield beside(f"{who}, the watched run", "crowd", "{:.0%} of its speed", told["run"], "goal", 0.8, rises=True)


PARTS: dict[str, Callable[[bool], Iterator[Row]]] = {
    "inference": answers,
    "training": steps,
    "slider": sliders,
    "start": beginnings,
    "crowd": people,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="each for a moment: whether it runs, and no figure")
    parser.add_argument("--write", action="store_true", help="into bench/FIGURES.md")
    wanted = parser.parse_args()
    flush_denormals()
    torch.set_num_threads(1)
    lines = [HEAD]
    for part in wanted.parts:
        for row in PARTS[part](wanted.quick):
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
    table = f"{describe(best_device(), 'auto')}\n\n" + "\n".join(lines)
    print(f"\n{table}")
    if wanted.write:
        FIGURES.write_text(written(FIGURES.read_text("utf-8"), table), "utf-8")


def written(text: str, table: str) -> str:
    """The page with another table."""
    found, count = placed(text, "table", table)
    if count != 1:
        raise SystemExit("bench/FIGURES.md has no place for the table: <!-- table --> and <!-- /table -->")
    return found


if __name__ == "__main__":
    main()
