"""How many of eight Gaussians a generator of points reaches, by the presets of the Pitfalls tab, over several seeds.

    python -m bench.modes [--seeds 5] [--steps 1600]

One thread; a mode counts where 1 % of 2,000 samples lie within three sigma of it; looked at every 50 steps. Seconds are
of this process's own time.
"""

import argparse
import time

import torch

from genmodels import catalog, data, runtime
from genmodels.data.plane import reached, to_points
from ui.live.show import Preset, Show
from ui.tabs.pitfalls.shows import COLLAPSED, GAN, WGAN

SAMPLES, EVERY = 2000, 50


def course(show: Show, preset: Preset, seed: int, steps: int) -> list[tuple[int, float, int]]:
    """(step, seconds, modes reached) of a run as the page begins it."""
    runtime.seed_everything(seed)
    family = catalog.family(show.family)
    learner = family.learner(family.config(**show.begin | preset.config))
    batches = data.Batches(data.load("gaussians"), show.batch, torch.device("cpu"), seed=seed)
    noise = torch.randn(SAMPLES, learner.config.latents, generator=torch.Generator().manual_seed(5))
    told, seconds, turns = [], 0.0, dict.fromkeys(step for step, _, _ in preset.turns)
    for step in range(steps):
        begun = time.process_time()
        if step in turns:
            for _, name, value in preset.turns:
                learner.set_knob(name, value)
        learner.step(next(batches))
        seconds += time.process_time() - begun
        if (step + 1) % EVERY == 0:
            with torch.inference_mode():
                told.append((step + 1, seconds, reached(to_points(learner.model.generate(noise)), "gaussians")))
    return told


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=1600)
    wanted = arguments.parse_args()
    runtime.flush_denormals()
    torch.set_num_threads(1)
    for name, show, preset in (
        ("collapse", GAN, GAN.preset("one_mode")),
        ("cure", GAN, GAN.preset("one_mode_cured")),
        ("WGAN-GP", WGAN, Preset("as it begins")),
    ):
        for seed in range(wanted.seeds):
            told = course(show, preset, seed, wanted.steps)
            first = next((f"{step} steps, {seconds:.1f} s" for step, seconds, modes in told if modes >= 7), "never")
            before = [modes for step, _, modes in told if step <= COLLAPSED]
            print(f"{name} {seed}: {''.join(map(str, (modes for _, _, modes in told)))}", end=" ")
            print(
                f"up to {COLLAPSED}: at most {max(before)}, at least 7 first after {first}, last {told[-1][2]}", end=" "
            )
            print(f"({told[-1][1]:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
