"""What pre-training is worth, by the number of labels: python -m bench.pretraining [--labels N ...] [--draws D]

A stacked autoencoder learns all training digits without labels, layer by layer, once. Then it is fine-tuned on so many
labelled ones, the same number of each class, drawn several times; and so is the same network from its random beginning,
on the same draws and for as many steps. Both have the knobs of the recipe of sdae-mnist. Printed: the error on the test
half, mean and standard deviation over the draws.
"""

import argparse
import statistics

import torch

from genmodels import catalog, data
from genmodels.batch import Batch
from genmodels.data import Batches, ImageSet
from genmodels.learner import Learner
from genmodels.runtime import best_device, flush_denormals, seed_everything
from train.measures import error
from train.recipe import recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument("--data", default="mnist", help="the set that it learns")
    parser.add_argument("--labels", type=int, nargs="+", default=[100, 1000], help="how many labelled examples")
    parser.add_argument("--draws", type=int, default=3, help="how often these are drawn")
    parser.add_argument("--steps", type=int, default=400, help="of fine-tuning, a hundred examples each")
    parser.add_argument("--layer_steps", type=int, help="of pre-training a layer; default: the recipe's")
    parser.add_argument("--width", type=int, help="units of a layer; default: the recipe's")
    wanted = parser.parse_args()
    device = best_device(wanted.device)
    flush_denormals()
    config = recipe("sdae-mnist").config.to_dict()
    config |= {key: given for key in ("layer_steps", "width") if (given := getattr(wanted, key)) is not None}
    digits, test = data.load(wanted.data), data.load(wanted.data, "test")
    held_out = data.held_out(test, len(test), device)
    before = learned(config, digits, config["layers"] * config["layer_steps"], device).state_dict()
    print("| labels | pre-trained, % wrong | not pre-trained, % wrong |\n|---|---|---|")
    for count in wanted.labels:
        errors: dict[str, list[float]] = {"with": [], "without": []}
        for draw in range(wanted.draws):
            few = balanced(digits, count, draw)
            errors["with"].append(wrong(learned(config, few, wanted.steps, device, seed=draw, state=before), held_out))
            errors["without"].append(
                wrong(learned(config | {"layer_steps": 0}, few, wanted.steps, device, seed=draw), held_out)
            )
        told = (f"{100 * statistics.fmean(each):.2f} ± {100 * statistics.pstdev(each):.2f}" for each in errors.values())
        print(f"| {count:,} | {' | '.join(told)} |", flush=True)


def learned(
    config: dict, examples: ImageSet, steps: int, device: torch.device, seed: int = 0, state: dict | None = None
) -> Learner:
    """A learner after so many steps on these, from a saved state or from its beginning."""
    seed_everything(seed)
    family = catalog.family("stacked-autoencoder")
    learner = family.learner(family.config.from_dict(config)).to(device)
    if state:
        learner.load_state_dict(state)
    batches = Batches(examples, 100, device, seed=seed)
    for _ in range(steps):
        learner.step(next(batches))
    return learner


def balanced(examples: ImageSet, count: int, draw: int) -> ImageSet:
    """So many of them, the same number of each class; another draw, others."""
    generator = torch.Generator().manual_seed(draw)
    classes = examples.labels.unique().tolist()
    rows = []
    for label in classes:
        own = (examples.labels == label).nonzero().flatten()
        rows.append(own[torch.randperm(len(own), generator=generator)[: count // len(classes)]])
    chosen = torch.cat(rows)
    return ImageSet(examples.name, examples.images[chosen], examples.labels[chosen])


@torch.inference_mode()
def wrong(learner: Learner, held_out: Batch) -> float:
    """The share of held-out examples that the learner's model takes for others."""
    return error.test_error(learner.model, held_out)


if __name__ == "__main__":
    main()
