"""The judges of the data, and what they make of real pictures: the dearest thing here, so computed once for all tests.

A test module takes the fixtures by `pytest_plugins = ["judging"]`.
"""

import copy
import hashlib
from collections.abc import Callable
from functools import cache

import pytest
import torch
from torch import Tensor

from genmodels import checkpoints, data
from train.measures.round_trip import style_classifier
from ui.live.worker.exam import Examiner


def remembered(features: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """The same function, which knows pictures again."""
    seen: dict[bytes, Tensor] = {}

    def again(images: Tensor) -> Tensor:
        key = hashlib.sha256(images.contiguous().numpy().tobytes()).digest()
        if key not in seen:
            seen[key] = features(images)
        return seen[key]

    return again


@pytest.fixture(scope="session")
def judges() -> dict[str, torch.nn.Module]:
    """name -> that judge, which remembers the features of what it has seen."""
    found = {name: checkpoints.load(name, "cpu") for name in checkpoints.names() if name.startswith("judge-")}
    for judge in found.values():
        judge.features = remembered(judge.features)
    return found


@pytest.fixture(scope="session")
def loaded() -> Callable[..., data.ImageSet]:
    """data.load, which reads a set once; not to be changed."""
    return cache(data.load)


@pytest.fixture(scope="session")
def style_classifiers() -> Callable[[data.ImageSet, torch.device], torch.nn.Module]:
    """round_trip.style_classifier, which is the same one every time, and so is trained once for each data set."""
    known: dict[str, torch.nn.Module] = {}

    def classifier(train: data.ImageSet, device: torch.device) -> torch.nn.Module:
        if train.name not in known:
            known[train.name] = style_classifier(train, device)
        return known[train.name]

    return classifier


@pytest.fixture(scope="session")
def informed() -> Examiner:
    """An examiner who has looked at scikit-learn's digits; not to be changed."""
    examiner = Examiner(data.load("digits", "test"), torch.device("cpu"))
    for _ in examiner.look_at_the_data():
        pass
    return examiner


@pytest.fixture
def examiner(informed: Examiner) -> Examiner:
    """The same one for a test of its own, which changes when it is due."""
    return copy.copy(informed)
