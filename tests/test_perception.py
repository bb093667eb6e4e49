"""Perception from pixels: what a picture tells and what it cannot, what it learns from, and how one drives by it."""

import math

import pytest
import torch
from families import batch_for, small_learner

from genmodels import checkpoints
from genmodels.batch import Batch
from genmodels.data.pendulum import FASTEST, PENDULUM
from genmodels.data.rods import SIDE, pairs, rods
from genmodels.data.task import wrapped
from genmodels.models import perception
from train.measures import sight


def test_a_picture_shows_the_angle_and_a_turn_turns_it():
    angles = torch.tensor([0.0, math.pi / 2, math.pi, -math.pi / 2])
    up, right, down, left = rods(angles)
    torch.testing.assert_close(up.rot90(-1), right)
    torch.testing.assert_close(up.flip(0), down)
    torch.testing.assert_close(right.flip(1), left)
    row, column = divmod(up.argmax().item(), SIDE)
    assert row < SIDE / 3 and abs(column - (SIDE - 1) / 2) < 2, "upright is up"
    assert up.min() >= 0 and up.max() == 1
    turned = (rods(torch.tensor([0.5])) - rods(torch.tensor([0.5 + math.radians(0.1)]))).abs()
    assert turned.max() > 1e-3, "a tenth of a degree is seen"


def test_one_picture_hides_the_speed_and_the_one_before_is_where_a_step_back_leads():
    states = torch.tensor([[0.3, 4.0], [0.3, -4.0]])
    shown = pairs(states)
    assert shown[0, 1].equal(shown[1, 1]) and not shown[0, 0].equal(shown[1, 0])
    before = torch.tensor([[0.8, 1.5], [-2.0, -6.0]])
    now = PENDULUM.step(before, torch.tensor([[1.0], [-2.0]]))
    torch.testing.assert_close(pairs(now)[:, 0], rods(before[:, 0]), atol=1e-5, rtol=0)


def test_it_learns_from_states_over_all_angles_and_speeds_whatever_the_batch_holds(monkeypatch):
    seen = []
    monkeypatch.setattr(perception, "pairs", lambda states: seen.append(states) or pairs(states))
    learner = small_learner("perception")
    learner.step(Batch(states=torch.zeros(2000, 2)))
    (states,) = seen
    reach = torch.tensor([math.pi, FASTEST])
    assert (states.abs() <= reach).all()
    torch.testing.assert_close(states.std(0) / reach, torch.full((2,), 3**-0.5), atol=0.03, rtol=0)
    learner.step(batch_for("perception"))
    assert not seen[0][:8].equal(seen[1]), "drawn anew"


def test_what_is_told_is_an_angle_and_a_speed_that_a_pendulum_can_have():
    model = small_learner("perception").model
    model.features = lambda _: torch.tensor([[0.0, -2.0, 3.0], [-1.0, 0.0, -0.5]])
    told = model.perceive(torch.zeros(2, 2, SIDE, SIDE))
    torch.testing.assert_close(told, torch.tensor([[-math.pi / 2, FASTEST], [math.pi, -FASTEST / 2]]))


@pytest.fixture(scope="module")
def published():
    return checkpoints.load("perception-pendulum", "cpu")


@torch.no_grad()
def test_the_published_one_sees_the_state_and_a_cover_over_an_empty_corner_changes_nothing(published):
    states = sight.anywhere(500)
    shown = pairs(states)
    told = published.perceive(shown)
    right = wrapped(told[:, 0] - states[:, 0]).abs().rad2deg()
    assert right.max() < 2 and (told[:, 1] - states[:, 1]).abs().mean() < 0.2
    shown[:, :, :4, :4] = 0
    torch.testing.assert_close(published.perceive(shown), told)
    hanging = pairs(torch.tensor([[math.pi, 0.0]]))
    hanging[:, :, 14:, 7:17] = 0  # the ball, and the end of the rod
    assert wrapped(published.perceive(hanging)[0, 0] - math.pi).abs().rad2deg() > 20


def test_who_sees_is_told_of_pictures_alone_the_first_one_twice():
    class Told:
        task = PENDULUM

        def perceive(self, pictures):
            self.pictures = pictures
            return torch.tensor([[0.5, 1.0]])

    model, acts = Told(), []
    seeing = sight.Seeing(model, lambda observations: acts.append(observations) or torch.zeros(1, 1))
    for angle in (1.0, 1.2):
        seeing(PENDULUM.observe(torch.tensor([[angle, 3.0]])))
        now, before = rods(torch.tensor([angle])), rods(torch.tensor([1.0]))
        torch.testing.assert_close(model.pictures, torch.stack([before, now], 1))
    torch.testing.assert_close(acts[1], PENDULUM.observe(torch.tensor([[0.5, 1.0]])))
