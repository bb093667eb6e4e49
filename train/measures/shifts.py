"""What pools know of pictures that were shifted, beside the codes that they pool and beside the pixels.

Every picture is shifted by up to SHIFT pixels along both axes, FITTED training pictures and the test half alike; the
edge that comes in is black. Logistic regression on standardised features, as in probes.py, with one weight decay for
all. `pooled` reads the pools of the second layer, `simple` one code of each of these pools, so as many numbers, and
`codes` all of its codes; `components` are as many numbers as pools again, the first principal components of all these
codes, which is what a linear map can keep of them. `first_pooled` and `first_simple` are those of the first layer.
Neither `codes` nor `components` are read in a quick check.
Stillness is the cosine between what is read of a picture and of the same shifted by one pixel along both axes, both
less the mean of all pictures: 1 where a shift changes nothing.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels import data
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched
from train.measures.probes import QUICK, linear, right

SHIFT, FITTED, DECAY = 4, 5000, 1e-2


@torch.no_grad()
def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    train = data.load(model.card.data)
    labels = train.labels[:FITTED].to(test.images.device)
    pictures = train.images[:FITTED].to(test.images.device).float().div(255)
    known, asked = (by_chance(images, seed) for seed, images in enumerate((pictures, test.images)))
    aside = shifted(test.images, torch.ones(len(test.images), 2, dtype=torch.long))
    found: Scores = {}
    for name, read in readers(model).items():
        if name == "codes" and len(test) < QUICK:
            continue
        features, others = batched(read, known), batched(read, asked)
        found[f"shifted_accuracy_{name}"] = probed(features, labels, others, test.labels)
        found[f"stillness_{name}"] = stillness(batched(read, test.images), batched(read, aside))
        if name == "codes":
            axes = components(features, model.pools(test.images[:1], 2).numel())
            found["shifted_accuracy_components"] = probed(features @ axes, labels, others @ axes, test.labels)
    return found, {}


def probed(features: Tensor, labels: Tensor, others: Tensor, truth: Tensor) -> float:
    """How often a linear probe, fitted to features (N, F) and their labels, is right about the others."""
    mean, deviation = features.mean(0), features.std(0).clamp_min(1e-3)
    probe = linear((features - mean) / deviation, labels, DECAY)
    return right(probe((others - mean) / deviation), truth)


def components(rows: Tensor, count: int) -> Tensor:
    """(N, F) -> the directions in which they vary most, (F, count), always the same ones."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return torch.pca_lowrank(rows - rows.mean(0), q=count, center=False, niter=3)[2]


def readers(model: Model) -> dict[str, Callable[[Tensor], Tensor]]:
    """Name -> pictures to rows."""

    def simple(images: Tensor, depth: int) -> Tensor:
        layer = model.layers[depth - 1]
        return model.codes(images, depth)[:, :: layer.grouped, :: layer.side, :: layer.side].flatten(1)

    return {
        "pooled": lambda images: model.pools(images, 2).flatten(1),
        "simple": lambda images: simple(images, 2),
        "codes": lambda images: model.codes(images, 2).flatten(1),
        "first_pooled": lambda images: model.pools(images, 1).flatten(1),
        "first_simple": lambda images: simple(images, 1),
        "pixels": lambda images: images.flatten(1),
    }


def by_chance(images: Tensor, seed: int) -> Tensor:
    """Each picture shifted by up to SHIFT pixels along both axes."""
    chance = torch.Generator().manual_seed(seed)
    return shifted(images, torch.randint(-SHIFT, SHIFT + 1, (len(images), 2), generator=chance))


def shifted(images: Tensor, steps: Tensor) -> Tensor:
    """(N, C, H, W), each moved by so many pixels (N, 2) down and to the right, at most SHIFT; black comes in."""
    height, width = images.shape[-2:]
    padded = F.pad(images, (SHIFT,) * 4)
    down, right = (SHIFT - steps.to(images.device)).T
    rows = (down[:, None] + torch.arange(height, device=images.device))[:, None, :, None]
    columns = (right[:, None] + torch.arange(width, device=images.device))[:, None, None, :]
    return padded.gather(2, rows.expand(-1, images.shape[1], -1, padded.shape[-1])).gather(
        3, columns.expand(-1, images.shape[1], height, -1)
    )


def stillness(before: Tensor, after: Tensor) -> float:
    """Rows (N, F) of pictures, and of the same shifted."""
    return F.cosine_similarity(before - before.mean(0), after - before.mean(0)).mean().item()


MEASURE = Measure(scores)
