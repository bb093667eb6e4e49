"""The benches are run by hand; here, that what they measure exists for every family."""

import pytest
import torch

from bench import speed
from genmodels import checkpoints
from train.recipe import recipe


@pytest.mark.parametrize("name", {recipe(name).family: name for name in checkpoints.names()}.values())
def test_the_speed_of_every_family_is_measured(name):
    speed.one_picture(checkpoints.load(name, torch.device("cpu")))()
    speed.one_step(name, torch.device("cpu"))()
