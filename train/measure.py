"""What a measure is: scores of a model on the test half of its data. train/measures holds them, one a file."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

from genmodels import checkpoints
from genmodels.batch import Batch
from genmodels.blocks.condition import attributes_of
from genmodels.data import SOURCES
from genmodels.model import Model
from genmodels.shown import Pictures

Scores = dict[str, float | int | list[float]]


@dataclass(frozen=True)
class Options:
    """importance_samples: for each likelihood.  beside: suffix -> another model, measured in the same run."""

    importance_samples: int
    beside: dict[str, Model] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """scores(model, test, options) -> the scores, and the tensors that the tabs need of them.

    test: on the model's device, images and what belongs to them.
    beside: whether it measures the other models of the options, too.
    sheets(model, beside) -> pictures for the card by file name, or None where it adds none.
    """

    scores: Callable[[Model, Batch, Options], tuple[Scores, dict[str, Tensor]]]
    beside: bool = False
    sheets: Callable[[Model, dict[str, Model]], dict[str, Pictures]] | None = None


def measures(names: tuple[str, ...]) -> list[Measure]:
    """Those of train/measures that a family names; read when needed, for some need what training does not."""
    return [importlib.import_module(f"train.measures.{name}").MEASURE for name in names]


def judge_of(model: Model) -> Model:
    """The judge of the model's data, on the model's device."""
    return checkpoints.load(f"judge-{model.card.data}", next(model.parameters()).device)


def by_attribute(judge: Model, logits: Tensor, wanted: Tensor) -> Scores:
    """How often a judge of attributes is right in each of them; nothing of a judge of classes."""
    if judge.config.labels == "classes":
        return {}
    names = SOURCES[judge.card.data].labels
    right = attributes_of(logits.argmax(1), len(names)) == attributes_of(wanted, len(names))
    shares = right.float().mean(0).tolist()
    return {f"accuracy_{name.lower()}": share for name, share in zip(names, shares, strict=True)}


def batched(function: Callable, *inputs: Tensor) -> Tensor:
    """The function over rows, 500 at a time: ten thousand pictures at once would need gigabytes."""
    return torch.cat([function(*rows) for rows in DataLoader(TensorDataset(*inputs), 500)])
