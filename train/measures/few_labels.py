"""How often a classifier that was told a hundred labels is wrong about the test half, over several draws of them.

Beside it what needs no M2, on what M2 reads and with draws of its own: a support vector machine that sees the labelled
pictures alone, and labels that spread from neighbour to neighbour over the test pictures and 30,000 training pictures,
whose labels nobody tells: as the transductive machine does that the paper puts on M1.
"""

import warnings

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.semi_supervised import LabelSpreading
from sklearn.svm import SVC
from torch import Tensor

from genmodels import data, metrics
from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

DRAWS = 5  # of the labels, for the comparison
UNTOLD = 30_000  # training pictures in the graph, beside the test pictures
NEIGHBOURS, MEMORY = 15, 0.95  # of the graph; how much of a label comes from the neighbours at each turn


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    x = batched(model.rows, test.images)
    said = batched(lambda images: model.classify_all(model.looked_at(images)).transpose(0, 1), test.images)
    errors = torch.tensor([1 - metrics.class_accuracy(each, test.labels) for each in said.unbind(1)])
    truth, train = test.labels.cpu().numpy(), data.load(model.card.data)
    untold = batched(model.rows, train.images[:UNTOLD].to(test.images.device).float().div(255))
    x, graph = x.cpu().numpy(), torch.cat([x, untold]).cpu().numpy()
    plain, spreading = [], []
    for draw in range(DRAWS):
        rows = draw_of(train.labels, model.config.label_count // model.config.classes, draw)
        known = model.rows(train.images[rows].to(test.images.device).float().div(255)).cpu().numpy()
        labels = train.labels[rows].numpy()
        plain.append(np.mean(SVC(C=10).fit(known, labels).predict(x) != truth))
        spreading.append(np.mean(spread_over(graph, known, labels)[: len(x)] != truth))
    beside = {"spreading": torch.tensor(spreading), "plain": torch.tensor(plain)}
    found = {"test_error": errors.mean().item(), "test_error_spread": deviation(errors), "test_errors": errors.tolist()}
    for name, each in beside.items():
        found |= {f"{name}_error": each.mean().item(), f"{name}_error_spread": deviation(each)}
    return found, {}


def spread_over(x: np.ndarray, known: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The labels (N,) of the rows x (N, D), to which those of the known rows have spread."""
    everything, told = np.concatenate([known, x]), np.concatenate([labels, np.full(len(x), -1)])
    graph = LabelSpreading(kernel="knn", n_neighbors=min(NEIGHBOURS, len(x)), alpha=MEMORY, max_iter=100, n_jobs=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what is left moves no label
        warnings.filterwarnings("ignore", "invalid value", RuntimeWarning)  # of pictures that no label reaches
        return graph.fit(everything, told).transduction_[len(known) :]


def deviation(errors: Tensor) -> float:
    """The standard deviation over the draws of the labels; 0 of a single one."""
    return errors.std().item() if len(errors) > 1 else 0.0


def draw_of(labels: Tensor, each: int, seed: int) -> Tensor:
    """Rows of so many pictures of each class."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return torch.cat([order[labels[order] == label][:each] for label in labels.unique()])


MEASURE = Measure(scores)
