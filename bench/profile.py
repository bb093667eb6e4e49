"""Where the time of each hot path goes, and what is left above its floor: python -m bench.profile

An answer: asked over HTTP of the app on this machine, one question at a time, and of the same functions in this
process. `model` is what the networks take, which is the floor; `answer` is what the function does besides: it reads
the question, looks for what is wrong with it, and packs the picture. `web` is all between, the web stack of the server
and the bench's own client.

A training step, by PyTorch's profiler on one thread: `convolutions` are they, the matrix products and the gradients of
both, which is the floor; `kernels` all others (norms, activations, copies into other formats), `Adam` its one kernel,
`Python` the rest. In milliseconds: medians, but of a step's parts means.
"""

import argparse
import base64
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import numpy as np
import torch
from torch.profiler import ProfilerActivity, profile

from bench.playground import there
from bench.raster import to_pad
from bench.speed import median
from bench.training import PAIRS, Pair, begun
from genmodels.runtime import best_device, describe, flush_denormals
from ui.serving.graphs import Hastened
from ui.tabs.classes.asks import sample
from ui.tabs.latent.asks import decode
from ui.tabs.latent.drawn import encode
from ui.tabs.sketch.asks import paint
from ui.tabs.think.asks import surprise

FLOOR = ("conv", "mm", "linear", "matmul")  # in the names of PyTorch's operators


@dataclass(frozen=True)
class Question:
    """A question as a page asks it: panel's element, function, what it says."""

    title: str
    panel: str
    work: Callable[[dict], dict]
    data: dict


def drawing(side: int) -> np.ndarray:
    """Two upright strokes, (side, side) of 255 with ink of 0."""
    columns = np.arange(side)
    return np.tile(
        np.where((columns % (side // 3) > side // 8) & (columns % (side // 3) < side // 5), 0, 255), (side, 1)
    )


def digit() -> str:
    return base64.b64encode((255 - drawing(28)).astype(np.uint8).tobytes()).decode()


QUESTIONS = (
    Question("slider, `vae-mnist`", "latent", decode, {"model": "vae-mnist", "latent": [0.5] * 32, "weights": None}),
    Question("pad, `vae-mnist`", "latent", encode, {"model": "vae-mnist", "pixels": digit(), "label": None}),
    Question(
        "24 digits and a verdict, `cgan-mnist`",
        "sample-grid",
        sample,
        {"model": "cgan-mnist", "classes": [1, 3, 7], "count": 8, "seed": 1, "truncation": 3.0, "mix": None},
    ),
    Question("pen, `pix2pix-shoes`", "sketch", paint, {"model": "pix2pix-shoes", "pixels": to_pad(drawing(256))}),
    Question("surprise, `pixelcnn-mnist`", "think", surprise, {"model": "pixelcnn-mnist", "pixels": digit()}),
)


def answers(url: str, repeats: int) -> Iterator[tuple[Question, float, float, float]]:
    """(question, seconds of the whole, of the function, of its networks)."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        components = client.get(f"{url}config").json()["components"]
        panels = {each["props"].get("elem_id"): each["id"] for each in components}
        for question in QUESTIONS:
            body = {"data": question.data, "component_id": panels[question.panel], "fn_name": question.work.__name__}

            def whole(body: dict = body | {"session_hash": "profile"}) -> None:
                answer = client.post(f"{url}gradio_api/component_server/", json=body).json()
                if "error" in answer:
                    raise SystemExit(answer["error"])

            times: list[tuple[float, float, float]] = []
            whole(), question.work(question.data)  # the models are loaded
            for _ in range(repeats):
                taken = timed(whole)
                times.append((taken, *split(question)))
            yield question, *map(statistics.median, zip(*times, strict=True))


def split(question: Question) -> tuple[float, float]:
    """Seconds of the function, and of the networks that it asks."""
    spent: list[float] = []
    call = Hastened.__call__

    def noted(self, *inputs, **options):
        start = time.perf_counter()
        answer = call(self, *inputs, **options)
        spent.append(time.perf_counter() - start)
        return answer

    Hastened.__call__ = noted
    try:
        return timed(lambda: question.work(question.data)), sum(spent)
    finally:
        Hastened.__call__ = call


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def step(pair: Pair, steps: int, device: torch.device) -> dict[str, float]:
    """Seconds of one training step of ours, the whole and each part."""
    learner, batches = begun(pair, "auto", device)
    whole = median(lambda: learner.step(next(batches)), steps)
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(steps):
            learner.step(next(batches))
    parts = {"convolutions": 0.0, "kernels": 0.0, "Adam": 0.0}
    for event in seen.key_averages():
        if event.key.startswith("aten::"):
            kind = "Adam" if "adam" in event.key else "convolutions" if any(map(event.key.count, FLOOR)) else "kernels"
            parts[kind] += event.self_cpu_time_total / 1e6 / steps
    return {"whole": whole, **parts, "Python": max(0.0, whole - sum(parts.values()))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=100, help="questions, one after the other")
    parser.add_argument("--steps", type=int, default=30, help="training steps")
    parser.add_argument("--url", default="", help="of an app that runs already; else one is started")
    wanted = parser.parse_args()
    flush_denormals()
    torch.set_num_threads(1)
    print(f"{describe(torch.device('cpu'), 'auto')}\n")
    print("| answer | whole | web | answer | model |\n|---|---|---|---|---|")
    with there(wanted.url) as (url, _), torch.inference_mode():
        for question, whole, function, model in answers(url, wanted.repeats):
            parts = " | ".join(
                f"{1000 * part:.1f}" for part in (whole, max(0.0, whole - function), function - model, model)
            )
            print(f"| {question.title} | {parts} |", flush=True)
    print("\n| step | whole | convolutions | kernels | Adam | Python |\n|---|---|---|---|---|---|")
    for pair in PAIRS:
        parts = " | ".join(f"{1000 * part:.1f}" for part in step(pair, wanted.steps, best_device("cpu")).values())
        print(f"| {pair.title}, {pair.batch} pictures | {parts} |", flush=True)


if __name__ == "__main__":
    main()
