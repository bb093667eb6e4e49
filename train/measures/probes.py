"""What a frozen embedding knows of the classes that it was never told: nearest neighbours and linear probes.

Features are those below the head, of whole pictures without any view's changes. Probes are fitted on the training half
(in a quick check on six times as many of its pictures as are tested), and read the test half.
Neighbours: NEAREST of the training pictures by cosine, each with a vote of exp(cosine / SHARP).
Linear: logistic regression on standardised features, by L-BFGS, with a weight decay that is the same for all: of 1e-4,
1e-3 and 1e-2 the one by which the last 10,000 training pictures are known best from the others, pixels and features.
With a hundred labels: the same on ten pictures of each class, the mean of DRAWS draws.
Beside each the same probe on the pixels, but for a quick check.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels import data
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched
from train.measures.few_labels import draw_of

NEAREST, SHARP = 20, 0.1
DECAY, FEW_DECAY = 1e-3, 1e-2
DRAWS = 5
REFERENCES = 1000
FITTED = 6  # training pictures for each test picture
QUICK = 2000  # test pictures, fewer of which are a quick check


@torch.no_grad()
def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    train = data.load(model.card.data)
    rows = torch.arange(min(len(train), FITTED * len(test)))
    labels = train.labels[rows].to(test.images.device)
    pictures = train.images[rows].to(test.images.device).float().div(255)
    found: Scores = {}
    readers = {"": model.encode, "_pixels": lambda images: images.flatten(1)}
    for suffix, read in list(readers.items())[: 1 if len(test) < QUICK else 2]:
        known, asked = batched(read, pictures), batched(read, test.images)
        mean, deviation = known.mean(0), known.std(0).clamp_min(1e-3)
        found[f"knn_accuracy{suffix}"] = right(neighbours(known, labels, asked), test.labels)
        known, asked = ((each - mean) / deviation for each in (known, asked))
        found[f"linear_accuracy{suffix}"] = right(linear(known, labels, DECAY)(asked), test.labels)
        draws = [draw_of(labels.cpu(), 10, draw).to(labels.device) for draw in range(DRAWS)]
        few = [right(linear(known[each], labels[each], FEW_DECAY)(asked), test.labels) for each in draws]
        found[f"linear_accuracy_100{suffix}"] = sum(few) / len(few)
    return found, shown(test)


def shown(test: Batch) -> dict[str, Tensor]:
    """The first test pictures, among which a page looks for neighbours: what the features are is computed there."""
    images = test.images[:REFERENCES].mul(255).round().byte().cpu()
    return {"reference_images": images, "reference_labels": test.labels[:REFERENCES].byte().cpu()}


def right(votes: Tensor, labels: Tensor) -> float:
    return (votes.argmax(1) == labels).float().mean().item()


def neighbours(known: Tensor, labels: Tensor, asked: Tensor) -> Tensor:
    """Votes for each class, (M, K)."""
    known, votes = F.normalize(known), F.one_hot(labels).float()
    found = []
    for rows in F.normalize(asked).split(500):
        near, at = (rows @ known.T).topk(min(NEAREST, len(known)))
        found.append(((near / SHARP).exp()[..., None] * votes[at]).sum(1))
    return torch.cat(found)


@torch.enable_grad()
def linear(known: Tensor, labels: Tensor, decay: float) -> torch.nn.Linear:
    """The classifier (M, F) -> (M, K) with the least cross-entropy plus decay times half its squared weights."""
    with torch.inference_mode(False):
        known, labels = known.clone(), labels.clone()
        probe = torch.nn.Linear(known.shape[1], int(labels.max()) + 1, device=known.device)
        torch.nn.init.zeros_(probe.weight), torch.nn.init.zeros_(probe.bias)
        optimizer = torch.optim.LBFGS(probe.parameters(), max_iter=200, history_size=20, line_search_fn="strong_wolfe")

        def loss() -> Tensor:
            optimizer.zero_grad()
            value = F.cross_entropy(probe(known), labels) + decay / 2 * probe.weight.square().sum()
            value.backward()
            return value

        optimizer.step(loss)
    return probe.requires_grad_(False)


MEASURE = Measure(scores)
