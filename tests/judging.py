"""The judges of the data, and what they make of real pictures: the dearest thing here, so computed once for all tests.

A test module takes the fixtures by `pytest_plugins = ["judging"]`.
"""

import copy
import hashlib
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from genmodels import checkpoints, data
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
