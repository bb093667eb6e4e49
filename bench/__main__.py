"""What matters, beside what people would use instead, in one table: python -m bench [--write]

Each row is measured in one run with its yardstick: ONNX Runtime by itself, a tutorial's training loop, a demo of
`gr.Slider` and `gr.Image` (bench/tutorial.py). `--write` puts the table into bench/FIGURES.md. Take a quiet machine:
it needs a quarter of an hour, a browser, and requirements-dev.txt.
"""

import argparse
import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from bench import crowd, inference, slider, start, training
from bench.playground import there
from genmodels.runtime import best_device, describe, flush_denormals

FIGURES = Path(__file__).with_name("FIGURES.md")
HEAD = "| what | here | yardstick | times as fast |\n|---|---|---|---|"
Row = tuple[str, str, str, str]


def answers(quick: bool) -> Iterator[Row]:
    for question, _, served, theirs in inference.rows(1 if quick else 100):
        yield (
            f"{question.title} (`bench.inference`)",
            f"{1000 * served:.2f} ms",
            f"ONNX Runtime alone {1000 * theirs:.2f} ms",
            f"{theirs / served:.2f}",
        )


def steps(quick: bool) -> Iterator[Row]:
    for pair, theirs, _, ours in training.rows(1 if quick else 60, best_device()):
        yield (
            f"{pair.title}, training, a step of {pair.batch} (`bench.training`)",
            f"{1000 * ours:.1f} ms",
            f"a tutorial's loop {1000 * theirs:.1f} ms",
            f"{theirs / ours:.2f}",
        )


def sliders(quick: bool) -> Iterator[Row]:
    found = slider.measured("vae-mnist", *(1, 2, 0.5) if quick else (3, 20, 4))
    (key, rate), (their_key, their_rate) = found["ours"], found["theirs"]
    demo = "`gr.Slider` to `gr.Image`"
    yield (
        "slider, a key to its picture (`bench.slider`)",
        f"{key:.0f} ms",
        f"{demo} {their_key:.0f} ms",
        f"{their_key / key:.1f}",
    )
    yield (
        "slider dragged (`bench.slider`)",
        f"{rate:.0f} pictures/s",
        f"{demo} {their_rate:.0f}/s",
        f"{rate / their_rate:.1f}" if their_rate else "-",
    )


def beginnings(quick: bool) -> Iterator[Row]:
    found = start.measured(1 if quick else 3)
    for place, what in enumerate(("first page", "first picture of the first page")):
        ours, theirs = found["ours"][place], found["theirs"][place]
        yield (
            f"start, {what} (`bench.start`)",
            f"{ours:.1f} s",
            f"a demo with one slider {theirs:.1f} s",
            f"{theirs / ours:.2f}",
        )


def people(quick: bool) -> Iterator[Row]:
    options = (
        "--seconds 1 --alone 0.3 --data digits --drag 1 --draw 1 --pick 1 --watch 1"
        if quick
        else "--seconds 30 --alone 6"
    )
    with there() as (url, server):
        told = asyncio.run(crowd.measure(url.rstrip("/"), server.pid, crowd.arguments().parse_args(options.split())))
    yield "a hundred people, p95 (`bench.crowd`)", f"{told['p95']:.2f} s", "goal 0.25 s", f"{0.25 / told['p95']:.2f}"
    yield (
        "the run that they watch (`bench.crowd`)",
        f"{told['run']:.0%} of its speed",
        "goal 80 %",
        f"{told['run'] / 0.8:.2f}",
    )


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
    table = "\n".join(lines)
    print(f"\n{describe(best_device(), 'auto')}\n\n{table}")
    if wanted.write:
        text = FIGURES.read_text("utf-8")
        FIGURES.write_text(written(text, f"{describe(best_device(), 'auto')}\n\n{table}"), "utf-8")


def written(text: str, table: str) -> str:
    """The page with another table."""
    place = r"(<!-- table -->\n).*?(<!-- /table -->)"
    found, count = re.subn(place, lambda match: f"{match[1]}{table}\n{match[2]}", text, flags=re.DOTALL)
    if count != 1:
        raise SystemExit("bench/FIGURES.md has no place for the table: <!-- table --> and <!-- /table -->")
    return found


if __name__ == "__main__":
    main()
