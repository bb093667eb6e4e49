"""The truck backer-upper: its equations, how it ends, its environment, and how often it is counted as docked."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from genmodels.batch import Batch
from genmodels.data import truck
from genmodels.data.truck import TRUCK
from genmodels.data.truck_env import TruckEnv
from train.measure import Options
from train.measures import control
from train.measures.control import scores, way_to_dock


def starts(task, count=8, seed=0):
    return task.starts(count, torch.Generator().manual_seed(seed))


def test_a_trailer_is_docked_folded_or_gone_as_it_stands():
    straight = torch.tensor([3.5, 0.5, 0.1, 0.1])
    assert truck.arrived(straight) and truck.docked(straight) and truck.over(straight) and not truck.failed(straight)
    for number, away in ((1, 1.5), (3, 0.4)):  # beside the dock, or askew
        wrong = straight.clone()
        wrong[number] += away
        assert truck.arrived(wrong) and not truck.docked(wrong) and truck.final(wrong) > truck.final(straight)
    folded = torch.tensor([20.0, 0.0, 0.0, 1.6])
    assert truck.jackknifed(folded) and truck.over(folded) and truck.final(folded) == truck.FAILED
    for place in ([39.0, 0, 0, 0], [20, 9.8, 1.5, 1.5], [20, -9.8, -1.5, -1.5], [38, 0, 3.1, 3.1]):
        assert truck.off_yard(torch.tensor(place)) and truck.over(torch.tensor(place))
        assert not truck.over(torch.tensor(place), walls=False)
    assert truck.over(folded, walls=False) and truck.docked(straight, walls=False)


@pytest.mark.parametrize("steering", [-0.7, 0.0, 0.3, 2.0])
def test_the_truck_backs_by_the_notebooks_four_equations(steering):
    x, y, cab, trailer = 20.0, -3.0, 0.4, -0.2
    turned = math.tan(min(steering, math.pi / 4))
    wanted = (
        x - 0.5 * math.cos(cab),
        y - 0.5 * math.sin(cab),
        cab - 0.5 / 1.0 * turned,
        trailer - 0.5 / 4.0 * math.sin(cab - trailer),
    )
    found = truck.step(torch.tensor([x, y, cab, trailer]), torch.tensor([steering]))
    assert found.tolist() == pytest.approx(wanted, abs=1e-6)


def test_the_truck_in_gymnasiums_api_repeats_itself_by_its_seed_and_ends():
    first, again, other = (TruckEnv() for _ in range(3))
    seen = [world.reset(seed=seed)[0] for world, seed in ((first, 1), (again, 1), (other, 2))]
    assert np.array_equal(seen[0], seen[1]) and not np.array_equal(seen[0], seen[2])
    assert first.observation_space.contains(seen[0])
    for _ in range(TRUCK.length):
        before, (seen, reward, over, cut, told) = first.state.clone(), first.step(np.array([0.7], np.float32))
        assert np.allclose(seen, TRUCK.step(before, torch.tensor([0.7])).numpy())
        if over or cut:
            break
    assert over and told["failed"] and reward < -truck.FAILED  # always to the same side: it folds
    assert not over or TRUCK.over(first.state)


def test_starts_are_valid_and_from_some_there_is_no_way():
    found = starts(TRUCK, 300)
    assert not TRUCK.over(found).any() and len(found) == 300
    assert (found[:, 0] >= 10).all() and (found[:, 0] <= 40).all() and (found[:, 1].abs() <= 10).all()
    assert ((found[:, 2] - found[:, 3]).abs() <= math.pi / 4 + 1e-5).all()
    assert way_to_dock(torch.tensor([15.0, 0.0, 0.0, 0.0]))
    assert not way_to_dock(torch.tensor([20.0, 5.2, -1.57, -1.57])), "its rear stands at the edge"


def test_a_truck_that_always_steers_to_one_side_folds_and_is_not_counted_as_docked():
    driver = SimpleNamespace(task=TRUCK, act=lambda observations: torch.full((len(observations), 1), math.pi / 4))
    told, _ = scores(driver, Batch(states=TRUCK.starts(10, torch.Generator())), Options(1))
    assert told["docked"] == told["docked_without_walls"] == 0
    assert told["jackknifed"] + told["off_yard"] > 0.99 and told["jackknifed"] > 0.5


def test_walls_count_in_one_share_of_the_docked_and_not_in_the_other(monkeypatch):
    """A driver with two turns of the wheel: the trailer docks, after the nose was over the edge of the yard."""

    def act(observations):
        x = observations[:, :1]
        return torch.where(x > 18, 0.07, torch.where(x > 15.74, -0.44, 0.0))

    start = torch.tensor([[23.51, 8.42, -0.06, -0.06]])
    assert not truck.failed(start)
    monkeypatch.setattr(control, "starts_of", lambda task: start)
    told, _ = scores(SimpleNamespace(task=TRUCK, act=act), Batch(states=start), Options(1))
    assert told["docked"] == 0 and told["off_yard"] == told["docked_without_walls"] == 1
