"""How long it takes to place one new picture on all maps: python -m bench.map_placing [--names NAME ...]

Medians over pictures of the maps, each moved by a pixel, in milliseconds of one core's time (and not of the clock's, so
that it is the same on a busy machine): all maps together, and of these the forces on t-SNE's. The Maps tab asks so with
every point of a stroke, and of digits two encoders besides.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch

from genmodels import catalog, checkpoints
from genmodels.models.manifold import NEAR
from genmodels.runtime import describe, flush_denormals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [name for name in checkpoints.names() if hasattr(model_of(name), "place")]
    parser.add_argument("--names", nargs="+", default=names, help="checkpoints; default: all with maps")
    parser.add_argument("--pictures", type=int, default=200, help="pictures that are placed")
    wanted = parser.parse_args()
    flush_denormals()
    torch.set_num_threads(1)
    print(f"{describe(torch.device('cpu'))}\n")
    print("| checkpoint | points | all maps, ms | 95 % | t-SNE's forces, ms |\n|---|---|---|---|---|")
    for name in wanted.names:
        model = checkpoints.load(name, "cpu")
        pictures = model.own_pictures()[: wanted.pictures].roll(1, 3)
        whole = timed(model.place, pictures)
        settling = timed(lambda one, model=model: model.settle(*nearest(model, one)), pictures)
        searching = timed(lambda one, model=model: nearest(model, one), pictures)
        forces = statistics.median(settling) - statistics.median(searching)
        print(
            f"| `{name}` | {model.config.points:,} | {statistics.median(whole):.1f} "
            f"| {sorted(whole)[int(0.95 * len(whole))]:.1f} | {forces:.1f} |"
        )


def model_of(name: str) -> type:
    return catalog.family(checkpoints.read_card(checkpoints.BUNDLED / name).family).model


def nearest(model: torch.nn.Module, one: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return model.nearest(model.features(one), NEAR)


@torch.inference_mode()
def timed(work: Callable[[torch.Tensor], object], pictures: torch.Tensor) -> list[float]:
    """Milliseconds of this thread for each picture, after a few that do not count."""
    times = []
    for one in [*pictures[:5].split(1), *pictures.split(1)]:
        start = time.thread_time()
        work(one)
        times.append(1000 * (time.thread_time() - start))
    return times[min(5, len(pictures)) :]


if __name__ == "__main__":
    main()
