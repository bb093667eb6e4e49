"""The search for the Live tab's recipes: candidates trained side by side, judged on the way.

    python -m bench.live_recipe [--candidates NAME ...] [--seeds 0 1 2] [--seconds 60] [--rate NAME=42 ...]

Each candidate is a change of the Live tab's defaults. Its speed is measured first, then each seed is trained for as
many steps as it would make in that time; the judge looks at marks that are counted in steps, so that the verdict on a
recipe does not depend on what else the machine is doing. `--rate` takes a speed that was measured on a quiet machine.
Neither frames nor the judge's time count here; `python -m bench.live_page` measures all of it, in the page.
"""

import argparse
import time
from collections.abc import Iterator

import torch

from genmodels import catalog, data, runtime
from genmodels.learner import Learner
from genmodels.training import train
from ui.live.show import Show, Shows
from ui.live.worker.exam import Examiner
from ui.tabs.live import shows

PLAIN = {"latents": 32, "choices": 0, "beta1": 0.5, "beta2": 0.999, "average": 0.98}  # the Live tab's until choices
FIRST = PLAIN | {
    "loss": "non-saturating",
    **{"g_learning_rate": 5e-4, "d_learning_rate": 5e-4, "latents": 64, "width": 32, "d_width": 32},
}
# name -> family, batch size where it is another, and the knobs that differ from the Live tab's
CANDIDATES: dict[str, tuple[str, int | None, dict]] = {
    "dcgan": ("dcgan", None, {}),
    "dcgan-no-choices": ("dcgan", None, {"choices": 0}),
    "dcgan-lecture-loss": ("dcgan", None, {"loss": "non-saturating"}),
    "dcgan-long-memory": ("dcgan", None, {"beta1": 0.5, "beta2": 0.999}),
    "dcgan-batch-32": ("dcgan", 32, {}),
    "dcgan-plain": ("dcgan", 32, PLAIN),
    "dcgan-first": ("dcgan", 64, FIRST),
    "dcgan-notes": ("dcgan", 64, FIRST | {"plan": "notes"}),
    "wgan-gp": ("wgan-gp", None, {}),
}
MARKS = (5, 10, 15, 20, 30, 45, 60)  # seconds
CONFIDENT = 0.85  # the goal: this mean confidence, and every class covered
DEVICE = torch.device("cpu")
SHOWS = Shows(shows.found())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--candidates", nargs="+", default=list(CANDIDATES), choices=CANDIDATES)
    arguments.add_argument("--data", default="mnist", choices=("mnist", "fashion", "digits"))
    arguments.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--marks", type=float, nargs="+", default=MARKS, help="seconds at which the judge looks")
    arguments.add_argument("--measured", type=float, default=6, help="seconds in which a speed is measured")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--rate", nargs="*", default=[], metavar="NAME=STEPS_PER_SECOND")
    wanted = arguments.parse_args()
    runtime.flush_denormals()
    torch.set_num_threads(wanted.threads)
    known = {name: float(rate) for name, _, rate in (text.partition("=") for text in wanted.rate)}
    pictures, examiner = data.load(wanted.data), Examiner(data.load(wanted.data, "test"), DEVICE)
    marks = [mark for mark in wanted.marks if mark <= wanted.seconds]
    print("| candidate | steps/s | seed | goal, s | " + " | ".join(f"at {mark:g} s" for mark in marks) + " |")
    print("|---|---|---|---|" + "---|" * len(marks))
    for name in wanted.candidates:
        rate = known.get(name) or speed(name, pictures, wanted.measured)
        for seed in wanted.seeds:
            verdicts = judged(name, pictures, examiner, seed, [round(rate * mark) for mark in marks])
            print(row(name, rate, seed, dict(zip(marks, verdicts, strict=True))), flush=True)


def made(name: str, seed: int) -> Learner:
    family, _, changes = CANDIDATES[name]
    runtime.seed_everything(seed)
    entry = catalog.family(family)
    return entry.learner(entry.config(**SHOWS[family].begin | changes))


def course(name: str, pictures: data.ImageSet, seed: int, steps: int, boundary) -> None:
    """Trains as a live run does: a report after each step."""
    family, batch, _ = CANDIDATES[name]
    batches = data.Batches(pictures, batch or SHOWS[family].batch, DEVICE, seed=seed)
    learner = made(name, seed)
    options = {"family": family, "device": DEVICE, "steps": steps, "report_every": 1, "preview_every": steps}
    for _ in train(learner, batches, boundary=lambda step: boundary(learner, step), **options):
        pass


def speed(name: str, pictures: data.ImageSet, seconds: float) -> float:
    """Steps a second, the first few left out."""
    times: list[float] = []

    def boundary(learner: Learner, step: int) -> bool:
        times.append(time.perf_counter())
        return times[-1] - times[0] > seconds

    course(name, pictures, 0, 10**6, boundary)
    warm = len(times) // 10
    return (len(times) - 1 - warm) / (times[-1] - times[warm])


def judged(name: str, pictures: data.ImageSet, examiner: Examiner, seed: int, steps: list[int]) -> list[dict]:
    """The judge's verdict after each of these numbers of steps."""
    verdicts, show = [], SHOWS[CANDIDATES[name][0]]

    def boundary(learner: Learner, step: int) -> bool:
        if step in steps:
            verdicts.append(next(filter(None, examine(examiner, learner, show))))
        return False

    course(name, pictures, seed, steps[-1] + 1, boundary)
    return verdicts


def examine(examiner: Examiner, learner: Learner, show: Show) -> Iterator[dict | None]:
    examiner.due = 0.0  # at once: there is no page to be kept quick
    while True:
        yield examiner.advance(learner, show)


def row(name: str, rate: float, seed: int, verdicts: dict[int, dict]) -> str:
    good = [mark for mark, told in verdicts.items() if told["confidence"] >= CONFIDENT and told["covered"] == 10]
    cells = " | ".join(f"{told['confidence']:.3f}, {told['covered']}" for told in verdicts.values())
    return f"| {name} | {rate:.1f} | {seed} | {good[0] if good else 'not reached'} | {cells} |"


if __name__ == "__main__":
    main()
