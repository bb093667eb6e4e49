"""How often an emoji's partner can be found, beside what cyclegan-emoji finds: python -m bench.partners [--steps S]

Held-out emojis of one style are made into the other in three ways that no pair of weights is published for: not at all;
enlarged about their middle by the factor that suits these very pictures best, each way by itself; and by the generators
of the recipe taught what a CycleGAN is never told, the true pairs, with the mean distance of pixels as their only loss.
Printed beside the published model: the share whose true partner is the nearest of 200, and among the five nearest, each
way (train/measures/round_trip.py). --steps: of the taught generators, sixteen pairs each.
"""

import argparse

import torch
from torch import Tensor

from genmodels import checkpoints, data
from genmodels.blocks.views import zoomed
from genmodels.data import ImageSet
from genmodels.models.cyclegan import CycleGAN
from genmodels.runtime import adam, autocast, best_device, channels_last, flush_denormals, seed_everything
from train.measures.round_trip import CANDIDATES, partner_ranks
from train.recipe import recipe

NAME = "cyclegan-emoji"
FACTORS = (1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4, 1.45)
BATCH, RATE = 16, 1e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument("--steps", type=int, default=1500, help="of the generators that are told the pairs")
    wanted = parser.parse_args()
    flush_denormals()
    device = best_device(wanted.device)
    sides, candidates = held_out(data.load("emoji-styles"), data.load("emoji-styles", "test"), device)
    print("| made by | A to B, top 1, top 5 | B to A, top 1, top 5 |\n|---|---|---|")
    with torch.inference_mode():
        tell("nothing", [share(*each) for each in zip(sides, candidates, strict=True)])
        best = [
            max((share(zoomed(side, factor**way), found), factor) for factor in FACTORS)
            for side, found, way in zip(sides, candidates, (1, -1), strict=True)
        ]
        tell(f"enlarging by {best[0][1]:.2f}, reducing by {best[1][1]:.2f}", [found for found, _ in best])
        tell(f"`{NAME}`", translated(checkpoints.load(NAME, device), sides, candidates))
    tell(f"the true pairs, {wanted.steps:,} steps", translated(taught(wanted.steps, device), sides, candidates))


def held_out(train: ImageSet, test: ImageSet, device: torch.device) -> tuple[list[Tensor], list[Tensor]]:
    """Held-out pictures of A and B, in [0, 1], and the candidates for the partners of each, these first."""
    a, b = (
        torch.cat([part, more[: max(0, CANDIDATES - len(part))]]).to(device).float() / 255
        for part, more in ((test.images, train.images), (test.others, train.others))
    )
    return [a[: len(test)], b[: len(test)]], [b[:CANDIDATES], a[:CANDIDATES]]


def share(made: Tensor, candidates: Tensor) -> tuple[float, float]:
    ranks = partner_ranks(made, candidates)
    return tuple((ranks < most).float().mean().item() for most in (1, 5))


@torch.no_grad()
def translated(model: CycleGAN, sides: list[Tensor], candidates: list[Tensor]) -> list[tuple[float, float]]:
    ways = zip((model.to_b, model.to_a), sides, candidates, strict=True)
    return [share(torch.cat([way(rows) for rows in side.split(50)]), found) for way, side, found in ways]


def taught(steps: int, device: torch.device) -> CycleGAN:
    """The recipe's generators, told which picture belongs to which."""
    seed_everything(0)
    emojis = data.load("emoji-styles")
    model = channels_last(CycleGAN(recipe(NAME).config)).to(device)
    optimizer = adam(model.parameters(), RATE)
    for step in range(steps):
        rows = torch.randint(len(emojis), (BATCH,))
        a, b = (part[rows].to(device).float() / 127.5 - 1 for part in (emojis.images, emojis.others))
        turned = (torch.rand(BATCH, 1, 1, 1) < 0.5).to(device)
        a, b = (torch.where(turned, each.flip(3), each) for each in (a, b))
        with autocast(device, "auto"):
            loss = (model.a_to_b(a) - b).abs().mean() + (model.b_to_a(b) - a).abs().mean()
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / steps)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def tell(name: str, ways: list[tuple[float, float]]) -> None:
    print(f"| {name} | {' | '.join(', '.join(f'{each:.0%}' for each in way) for way in ways)} |", flush=True)


if __name__ == "__main__":
    main()
