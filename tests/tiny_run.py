"""A data set and a recipe so small that a whole training takes a second.

A test module takes the fixture by `pytest_plugins = ["tiny_run"]`.
"""

import pytest
import torch
from families import small_config

from genmodels import data
from genmodels.data import ImageSet
from train.recipe import Recipe


def tiny_set(amount: int = 50) -> ImageSet:
    generator = torch.Generator().manual_seed(1)
    images = torch.randint(0, 256, (amount, 1, 28, 28), generator=generator, dtype=torch.uint8)
    return ImageSet("mnist", images, torch.arange(amount) % 10)


@pytest.fixture
def recipe(monkeypatch) -> Recipe:
    monkeypatch.setattr(data, "load", lambda name, split="train": tiny_set())
    return Recipe(name="tiny", family="dcgan", data="mnist", config=small_config("dcgan"), steps=12, batch_size=8)
