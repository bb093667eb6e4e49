"""How far a hundred labels go on the features of clothes, read in several ways: python -m bench.hundred

The cards' `linear_accuracy_100` is one way to read frozen features: standardised, by a probe with a weight decay of
0.01. Here are others, pixels beside the embeddings: another weight decay, features of length one, 50 principal
components, means over the whole picture, the layer between features and sphere, twenty changed views of each picture
that has a label, and the nearest class mean. Per cent of the test pictures, the mean of the same draws of ten pictures
of each class. The last row is how much more than pixels an embedding has, both read in their best way, which is chosen
on the same test pictures, out of eight ways for pixels and ten for an embedding.
"""

import argparse
from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels import checkpoints, data
from genmodels.batch import Batch
from genmodels.blocks.views import Viewing, view
from genmodels.data.batches import held_out
from genmodels.runtime import best_device, flush_denormals, seed_everything
from train.measure import batched
from train.measures.few_labels import draw_of
from train.measures.probes import DRAWS, FEW_DECAY, linear, right

DATA, EACH = "fashion", 10
NAMES = ("simclr-fashion", "moco-fashion", "pirl-fashion")
COMPONENTS, VIEWS = 50, 20
CHANGED = Viewing(crop=0.6, mirror=True, shade=0.3)

Read = Callable[[Tensor], Tensor]  # pictures (N, C, H, W) in [0, 1], or features of them -> features (N, F)


class Features:
    """What is read of both halves of the data."""

    def __init__(self, read: Read, train: Batch, test: Batch):
        known, asked = batched(read, train.images), batched(read, test.images)
        self.mean, self.deviation = known.mean(0), known.std(0).clamp_min(1e-3)
        self.read, self.train, self.truth = read, train, test.labels
        self.known, self.asked = self.standardised(known), self.standardised(asked)

    def standardised(self, features: Tensor) -> Tensor:
        return (features - self.mean) / self.deviation

    def components(self) -> Read:
        """Standardised features -> their first principal components."""
        _, directions = torch.linalg.eigh(self.known.T @ self.known)
        return lambda features: features @ directions[:, -COMPONENTS:]


def by_probe(found: Features, rows: Tensor, decay: float = FEW_DECAY, work: Read | None = None) -> Tensor:
    known, asked = found.known[rows], found.asked
    if work:
        known, asked = work(known), work(asked)
    return linear(known, found.train.labels[rows], decay)(asked)


def by_views(found: Features, rows: Tensor) -> Tensor:
    """A probe that has also seen VIEWS views of each picture."""
    views = found.standardised(batched(found.read, view(found.train.images[rows].repeat(VIEWS, 1, 1, 1), CHANGED)))
    labels = found.train.labels[rows].repeat(1 + VIEWS)
    return linear(torch.cat([found.known[rows], views]), labels, FEW_DECAY)(found.asked)


def by_means(found: Features, rows: Tensor) -> Tensor:
    """The cosine with the mean of each class."""
    known, labels = F.normalize(found.known[rows]), found.train.labels[rows]
    middles = torch.stack([known[labels == label].mean(0) for label in labels.unique()])
    return F.normalize(found.asked) @ F.normalize(middles).T


def pooled(model: nn.Module, images: Tensor) -> Tensor:
    """Of each channel its mean over the whole picture, and its largest value."""
    places, features = model.config.grid**2, model.encode(images)
    channels = features.shape[1] // (places + 1)
    means = features[:, : places * channels].unflatten(1, (channels, places)).mean(2)
    return torch.cat([means, features[:, places * channels :]], 1)


def accuracies(model: nn.Module | None, train: Batch, test: Batch, draws: int) -> dict[str, float]:
    """Of each way, for an embedding or, without one, for pixels."""
    chosen = [draw_of(train.labels.cpu(), EACH, draw).to(train.labels.device) for draw in range(draws)]

    def mean(found: Features, votes: Callable[[Features, Tensor], Tensor]) -> float:
        return sum(right(votes(found, rows), found.truth) for rows in chosen) / draws

    whole = Features(model.encode if model else lambda images: images.flatten(1), train, test)
    table = {f"weight decay {FEW_DECAY}, as in the cards": mean(whole, by_probe)}
    for decay in (0.001, 0.1, 1.0):
        table[f"weight decay {decay}"] = mean(whole, partial(by_probe, decay=decay))
    scale = whole.known.shape[1] ** 0.5
    table["features of length one"] = mean(whole, partial(by_probe, work=lambda rows: scale * F.normalize(rows)))
    table[f"{COMPONENTS} principal components"] = mean(whole, partial(by_probe, work=whole.components()))
    table[f"{VIEWS} changed views of each"] = mean(whole, by_views)
    table["the nearest class mean"] = mean(whole, by_means)
    if model:
        table["means over the whole picture"] = mean(Features(partial(pooled, model), train, test), by_probe)
        between = Features(lambda images: model.head[0](model.encode(images)).relu(), train, test)
        table["the layer between features and sphere"] = mean(between, by_probe)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument("--draws", type=int, default=DRAWS)
    wanted = parser.parse_args()
    flush_denormals()
    seed_everything(0)
    device = best_device(wanted.device)
    halves = [data.load(DATA, split) for split in ("train", "test")]
    train, test = (held_out(half, len(half), device) for half in halves)
    with torch.inference_mode():
        models = [checkpoints.load(name, device) for name in NAMES]
        pixels, *others = (accuracies(model, train, test, wanted.draws) for model in (None, *models))
    print(f"| way | pixels | {' | '.join(NAMES)} |\n|---|{'---|' * (1 + len(NAMES))}")
    for way in others[0]:
        cells = [f"{100 * each[way]:.1f}" if way in each else "" for each in (pixels, *others)]
        print(f"| {way} | {' | '.join(cells)} |")
    gains = [f"{100 * (max(each.values()) - max(pixels.values())):+.1f}" for each in others]
    print(f"| the best way, beside pixels in theirs | | {' | '.join(gains)} |")


if __name__ == "__main__":
    main()
