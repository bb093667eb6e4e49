"""How fast models write pixel by pixel, on one thread: python -m bench.writing [--pictures 5] [--names NAME ...]

Pixels a second, of all pictures together: where only what the newest pixel changes is computed, and where the whole
network is asked again for every pixel (timed on one row in the middle). Of this thread's own time, the best of three.
"""

import argparse
import time
from collections.abc import Callable

import torch
from torch import Tensor

from genmodels import catalog, checkpoints
from genmodels.blocks.autoregressive import Autoregressive, decided
from genmodels.runtime import describe, flush_denormals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=5, help="written at once")
    parser.add_argument("--names", nargs="+", help="checkpoints; default: all that write pixel by pixel")
    wanted = parser.parse_args()
    flush_denormals()
    torch.set_num_threads(1)
    print(f"{describe(torch.device('cpu'))}, {wanted.pictures} pictures at once\n")
    print("| checkpoint | weights | pixels a second | the whole network for each pixel |\n|---|---|---|---|")
    for name in wanted.names or filter(writes, checkpoints.names()):
        model = checkpoints.load(name, "cpu")
        chance = torch.rand(wanted.pictures, *[model.config.size] * 2, generator=torch.Generator().manual_seed(0))
        quick = chance.numel() / best(lambda model=model, chance=chance: model.sample(chance))
        row = len(chance) * model.config.size / best(lambda model=model, chance=chance: one_row(model, chance))
        weights = sum(parameter.numel() for parameter in model.parameters())
        print(f"| `{name}` | {weights:,} | {quick:,.0f} | {row:,.0f} |")


def writes(name: str) -> bool:
    return issubclass(catalog.family(checkpoints.read_card(checkpoints.BUNDLED / name).family).model, Autoregressive)


def one_row(model: Autoregressive, chance: Tensor) -> None:
    images, row = torch.zeros_like(chance)[:, None], model.config.size // 2
    for column in range(model.config.size):
        logits = model.logits(images)[:, :, row, column]
        images[:, 0, row, column] = decided(logits, chance[:, row, column], 1.0) / (model.config.levels - 1)


@torch.inference_mode()
def best(work: Callable[[], object], repeats: int = 3) -> float:
    """Seconds of this thread."""
    times = []
    for _ in range(repeats):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
