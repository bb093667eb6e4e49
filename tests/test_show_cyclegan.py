"""CycleGAN's show: its preset lets the way back go."""

import pytest
import torch
from shows import show

from genmodels import catalog, data, runtime

pytestmark = pytest.mark.thorough  # each preset is trained until it shows what it says


def returned(preset: str | None) -> float:
    """How far the returns are from their starts, in [0, 1], after a short run between coloured and grey squares."""
    cyclegan = show("cyclegan")
    family, chosen = catalog.family("cyclegan"), cyclegan.preset(preset).config if preset else {}
    runtime.seed_everything(0)
    colours = torch.randint(60, 200, (32, 3, 1, 1), dtype=torch.uint8)
    images = torch.full((32, 3, 16, 16), 255, dtype=torch.uint8)
    images[:, :, 4:12, 4:12] = colours
    others = images.float().mean(1, keepdim=True).expand_as(images).to(torch.uint8)
    learner = family.learner(family.config(**cyclegan.begin | chosen | {"size": 16, "width": 4, "d_width": 4}))
    batches = data.Batches(data.ImageSet("squares", images, others=others), cyclegan.batch, torch.device("cpu"))
    for _ in range(80):
        learner.step(next(batches))
    with torch.no_grad():
        start = images.float() / 255
        return (learner.model.to_a(learner.model.to_b(start)) - start).abs().mean().item()


def test_without_the_cycle_returns_are_farther_from_where_they_began():
    assert returned("no_cycle") > 1.3 * returned(None)
