"""How fast the models are: python -m bench.speed [--device D]

For each published checkpoint: seconds to load it; milliseconds for one picture with one thread (what a visitor who
drags a slider waits for), by PyTorch and as it is served, by a graph where there is one, in turn; and training steps a
second of its recipe with all threads. Medians.
"""

import argparse
import inspect
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import torch

from genmodels import catalog, checkpoints
from genmodels.data import SOURCES, Batches, ImageSet, load
from genmodels.data.rollouts import TASKS
from genmodels.runtime import best_device, channels_last, describe, flush_denormals
from train.recipe import recipe
from ui.serving.graphs import hasten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument("--names", nargs="+", default=checkpoints.names(), help="checkpoints; default: all")
    parser.add_argument("--pictures", type=int, default=50, help="pictures that are timed")
    parser.add_argument("--steps", type=int, default=15, help="training steps that are timed")
    wanted = parser.parse_args()
    device = best_device(wanted.device)
    flush_denormals()
    threads = torch.get_num_threads()
    print(f"{describe(device)}\n")
    print("| checkpoint | load, s | one picture, ms | as served, ms | training, steps/s | pictures/s |")
    print("|---|---|---|---|---|---|")
    for name in wanted.names:
        start = time.perf_counter()
        model = channels_last(checkpoints.load(name, device))
        loading = time.perf_counter() - start
        torch.set_num_threads(1)
        served = hasten(channels_last(checkpoints.load(name, device)))
        plain, quick = in_turn(one_picture(model), one_picture(served), repeats=wanted.pictures)
        torch.set_num_threads(threads)
        chosen = recipe(name)
        training = "solved | -"  # in one step, which takes as long as its card says
        if catalog.family(chosen.family).objective:
            rate = 1 / median(one_step(name, device), repeats=wanted.steps)
            training = f"{rate:.1f} | {rate * chosen.batch_size:,.0f}"
        print(f"| `{name}` | {loading:.2f} | {1000 * plain:.2f} | {1000 * quick:.2f} | {training} |", flush=True)


def one_picture(model: torch.nn.Module) -> Callable[[], object]:
    """What a tab asks for: decode, generate, translate, encode, energies, logits, an act or, of a judge, a verdict."""
    config = model.config
    shape = (1, config.latents) if hasattr(config, "latents") else (1, *SOURCES[model.card.data].shape)
    if hasattr(model, "perceive"):  # pictures that are no data set's
        shape = (1, *model.picture)
    acts = hasattr(model, "act")
    inputs = [model.task.observe(model.task.starts(1, torch.default_generator)) if acts else torch.rand(shape)]
    offered = "decode", "generate", "translate", "encode", "energies", "logits", "to_b", "act", "perceive"
    work = next((getattr(model, name) for name in offered if hasattr(model, name)), model)
    if "condition" in inspect.signature(work).parameters:  # a label beside the latent
        inputs.append(torch.eye(config.classes)[:1])
    inputs = [value.to(next(model.parameters()).device) for value in inputs]

    @torch.inference_mode()
    def ask() -> None:
        work(*inputs).cpu()  # waits for the device

    return ask


def one_step(name: str, device: torch.device) -> Callable[[], object]:
    """A training step of the recipe, on noise of the data's shape: the speed does not depend on what is seen.
    What acts learns from the world's own transitions; of a world model it is a step of the model alone.

    pix2pix: a step with the critic, drawings read as they are.
    """
    chosen = recipe(name)
    config = replace(chosen.config, l1_steps=0) if hasattr(chosen.config, "l1_steps") else chosen.config
    learner = catalog.family(chosen.family).learner(config).to(device)
    shape = SOURCES[chosen.data].shape
    if chosen.data in TASKS:
        noise = load(chosen.data)
    elif len(shape) == 1:
        noise = ImageSet("noise", points=torch.randn(256, *shape))
    else:
        images = torch.randint(0, 256, (256, *shape), dtype=torch.uint8)
        noise = ImageSet("noise", images, torch.arange(len(images)) % 10, sketches=images, others=images)
    batches = Batches(noise, chosen.batch_size, device)

    def step() -> None:
        next(iter(learner.step(next(batches)).values())).item()  # waits for the device

    return step


def median(work: Callable[[], object], repeats: int) -> float:
    """Seconds of one call, the first few not counted."""
    times, first = [], min(3, repeats)
    for repeat in range(repeats + first):
        start = time.perf_counter()
        work()
        if repeat >= first:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def in_turn(*works: Callable[[], object], repeats: int) -> list[float]:
    """Of each the seconds of one call, in turn, so that a slow moment of the machine meets all.

    In another order each time: whatever leaves the processor's caches to others leaves them to each as often.
    """
    times: list[list[float]] = [[] for _ in works]
    order, places = random.Random(0), list(range(len(works)))
    for _ in range(repeats):
        order.shuffle(places)
        for place in places:
            times[place].append(median(works[place], 1))
    return [statistics.median(each) for each in times]


if __name__ == "__main__":
    main()
