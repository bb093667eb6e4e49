"""How much faster a training step is here than in a tutorial's loop: python -m bench.training [--device D]

Both train the same networks on batches of the same size, in turn, so that a slow moment of the machine meets both:
ours as `python -m train` does (batches that are indexed in memory, channels last, fused Adam, `precision="auto"`, and
on a GPU recorded steps), the tutorial's as bench/tutorial.py has it. Ours keeps a moving average of the weights, too.
Medians on one thread.
"""

import argparse
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import nn

from bench import tutorial
from bench.speed import in_turn
from genmodels import catalog
from genmodels.blocks.convolutional import plain
from genmodels.data import Batches, ImageSet
from genmodels.learner import Learner
from genmodels.recorded import quick_step
from genmodels.runtime import best_device, describe, flush_denormals


@dataclass(frozen=True)
class Pair:
    """One family: its knobs, the batch, and the tutorial's loop for its networks."""

    title: str
    family: str
    knobs: dict
    batch: int
    loop: Callable[[Learner, int, torch.device], Iterator]


def theirs(network: nn.Module) -> nn.Module:
    """A copy of it as it is without any of our doing."""
    return plain(copy.deepcopy(network)).to(memory_format=torch.contiguous_format)


def vae(learner: Learner, batch: int, device: torch.device) -> Iterator:
    return tutorial.vae(theirs(learner.networks["vae"]), batch, device)


def gan(learner: Learner, batch: int, device: torch.device, labelled: bool = False) -> Iterator:
    networks = [theirs(learner.networks[name]) for name in ("generator", "discriminator")]
    return tutorial.gan(*networks, learner.config.latents, batch, device, labelled)


def cgan(learner: Learner, batch: int, device: torch.device) -> Iterator:
    return gan(learner, batch, device, labelled=True)


def wgan_gp(learner: Learner, batch: int, device: torch.device) -> Iterator:
    networks = [theirs(learner.networks[name]) for name in ("generator", "critic")]
    return tutorial.wgan_gp(*networks, learner.config.latents, learner.config.n_critic, batch, device)


PAIRS = (
    Pair("VAE", "vae", {"binarize": False}, 128, vae),
    Pair("DCGAN", "dcgan", {}, 64, gan),
    Pair("DCGAN of the notes", "dcgan", {"plan": "notes"}, 64, gan),
    Pair("WGAN-GP", "wgan-gp", {}, 64, wgan_gp),
    Pair("CGAN", "cgan", {}, 64, cgan),
)


def measured(pair: Pair, precision: str, steps: int, device: torch.device, unrecorded: bool) -> tuple[float, float]:
    """Seconds of a step, ours and the tutorial's.  unrecorded: ours as it stands, on a GPU too."""
    learner, batches = begun(pair, precision, device)
    loop, take = pair.loop(learner, pair.batch, device), learner.step if unrecorded else quick_step(learner, device)
    ours, theirs = (awaited(work, device) for work in (lambda: take(next(batches)), lambda: next(loop)))
    return tuple(in_turn(ours, theirs, repeats=steps))


def begun(pair: Pair, precision: str, device: torch.device) -> tuple[Learner, Batches]:
    """Our learner and its batches, of noise."""
    family = catalog.family(pair.family)
    learner = family.learner(family.config(**pair.knobs, precision=precision)).to(device)
    images = torch.randint(0, 256, (60_000, *learner.model.picture), dtype=torch.uint8)
    return learner, Batches(ImageSet("noise", images, torch.arange(len(images)) % 10), pair.batch, device)


def awaited(work: Callable[[], object], device: torch.device) -> Callable[[], object]:
    """The same, until the device has done it."""

    def whole() -> None:
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    return whole


def rows(
    steps: int, device: torch.device, pairs: Sequence[Pair] = PAIRS, unrecorded: bool = False
) -> Iterator[tuple[Pair, float, float, float]]:
    """(pair, a tutorial's step in seconds, ours in float32, ours with `auto` precision)."""
    for pair in pairs:
        exact, theirs = measured(pair, "float32", steps, device, unrecorded)
        quick, again = measured(pair, "auto", steps, device, unrecorded)
        yield pair, theirs, exact, quick * theirs / again  # as if the tutorial's had taken the same both times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument("--steps", type=int, default=40, help="steps that are timed")
    parser.add_argument("--batch", type=int, help="pictures in a step; default: what the table says")
    parser.add_argument("--names", nargs="+", help="families by their title; default: all")
    parser.add_argument("--plain", action="store_true", help="on a GPU, do not record steps (genmodels/recorded.py)")
    wanted = parser.parse_args()
    device = best_device(wanted.device)
    flush_denormals()
    torch.set_num_threads(1)
    print(f"{describe(device, 'auto')}\n")
    print("| family | batch | a tutorial's step, ms | ours, float32 | times as fast | ours, auto | times as fast |")
    print("|---|---|---|---|---|---|---|")
    pairs = [replace(pair, batch=wanted.batch or pair.batch) for pair in PAIRS]
    pairs = [pair for pair in pairs if wanted.names is None or pair.title in wanted.names]
    for pair, theirs, exact, quick in rows(wanted.steps, device, pairs, wanted.plain):
        print(
            f"| {pair.title} | {pair.batch} | {1000 * theirs:.1f} | {1000 * exact:.1f} | {theirs / exact:.2f} "
            f"| {1000 * quick:.1f} | {theirs / quick:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
