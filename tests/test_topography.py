"""A sheet of units with pools: its price is what the papers say, and its map is read as they read one."""

import math

import pytest
import torch
from families import batch_for, small_learner

from genmodels import data
from genmodels.batch import Batch
from genmodels.blocks.gabor import gabor
from genmodels.blocks.orientation import arrows, neighbour_degrees, pinwheels, tinted
from genmodels.blocks.sparse import shrink
from genmodels.blocks.torus import bell, pooled
from genmodels.data.batches import Batches
from genmodels.models.group_sparse_autoencoder import GroupSparseAutoencoderConfig, GroupSparseAutoencoderLearner

NAME, SIDE = "group-sparse-autoencoder", 6


@pytest.fixture
def codes() -> torch.Tensor:
    return torch.randn(5, SIDE**2, generator=torch.Generator().manual_seed(0))


def price(codes: torch.Tensor, width: float) -> torch.Tensor:
    return pooled(codes, bell(SIDE, width), soft=0.0).sum(1)


def test_pools_of_one_unit_cost_what_sparse_coding_pays(codes):
    torch.testing.assert_close(price(codes, 0.0), codes.abs().sum(1))


def test_two_neighbours_cost_less_than_two_that_are_far_apart():
    pair = torch.zeros(3, SIDE**2)
    pair[0, [0, 1]] = pair[1, [0, 3]] = pair[2, [0, SIDE - 1]] = 1.0  # beside each other, apart, around the torus
    for width in (0.5, 0.7):
        beside, apart, around = price(pair, width)
        torch.testing.assert_close(beside, around)
        assert beside < 0.93 * apart


def test_equal_numbers_cost_the_same_whatever_the_width():
    for width in (0.0, 0.6, 2.0):
        torch.testing.assert_close(price(torch.full((1, SIDE**2), -2.0), width), torch.tensor([2.0 * SIDE**2]))


def test_the_price_is_that_of_any_cyclic_shift_of_the_map_and_of_no_other_order(codes):
    shifted = codes.view(-1, SIDE, SIDE).roll((2, -1), (1, 2)).flatten(1)
    torch.testing.assert_close(price(shifted, 0.7), price(codes, 0.7))
    order = torch.randperm(SIDE**2, generator=torch.Generator().manual_seed(1))
    assert not torch.allclose(price(codes[:, order], 0.7), price(codes, 0.7), rtol=1e-3)


BLOCKS = torch.block_diag(*[torch.full((2, 2), 1.0)] * 3)  # in place of a bell: nine pools of 2 x 2 that share no unit


def block_roots(codes: torch.Tensor, soft: float = 0.0) -> torch.Tensor:
    """(N, 36) -> the length of each block (N, 9)."""
    return pooled(codes, BLOCKS.to(codes), soft).view(-1, 3, 2, 3, 2)[:, :, 0, :, 0].flatten(1)


def test_a_turn_within_a_pool_leaves_the_price_and_one_across_pools_does_not(codes):
    def turned(first: int, second: int) -> torch.Tensor:
        new = codes.clone()
        new[:, first] = 0.6 * codes[:, first] - 0.8 * codes[:, second]
        new[:, second] = 0.8 * codes[:, first] + 0.6 * codes[:, second]
        return new

    before = block_roots(codes).sum(1)
    torch.testing.assert_close(block_roots(turned(0, SIDE + 1)).sum(1), before)
    assert (block_roots(turned(1, 2)).sum(1) - before).abs().min() > 1e-4
    torch.testing.assert_close(block_roots(codes)[:, 0], codes[:, [0, 1, SIDE, SIDE + 1]].norm(dim=1))


def test_where_pools_share_no_unit_the_least_energy_shrinks_every_pool_as_a_whole(codes):
    signals, cost = codes.double(), 1.8
    found = signals.clone().requires_grad_()
    optimizer = torch.optim.Adam([found], 0.01)
    for _ in range(3000):
        optimizer.zero_grad()
        ((found - signals).square().sum() / 2 + cost * block_roots(found, 1e-8).sum()).backward()
        optimizer.step()
    lengths = block_roots(signals)
    assert 0.1 < (lengths <= cost).double().mean() < 0.9, "some pools go, some stay"
    torch.testing.assert_close(block_roots(found.detach()), shrink(lengths, cost), atol=5e-2, rtol=0)


def test_where_a_whole_sheet_is_silent_the_slope_is_finite():
    silent = torch.zeros(2, SIDE**2, requires_grad=True)
    pooled(silent, bell(SIDE, 0.6)).sum().backward()
    assert not silent.grad.any()
    told = small_learner(NAME).step(Batch(torch.full((4, 1, 8, 8), 0.5)))
    assert all(value.isfinite() for value in told.values())


def test_atoms_keep_their_length():
    learner = small_learner(NAME, learning_rate=0.05)
    for _ in range(5):
        learner.step(batch_for(NAME))
    torch.testing.assert_close(learner.model.atoms().flatten(1).norm(dim=1), torch.ones(16))


def test_a_waves_direction_is_found_whatever_its_phase():
    angles = torch.arange(12) * math.pi / 12
    where, bells = torch.zeros(12, 2), torch.full((12, 2), 0.4)
    for wave in gabor(where, bells, angles, torch.full((12,), 8.0), 12):
        found = arrows(wave[:, None])
        twice = torch.stack([(2 * angles).cos(), (2 * angles).sin()], 1)
        assert (torch.nn.functional.cosine_similarity(found, twice) > 0.99).all()
        assert found.norm(dim=1).min() > 0.5
    assert arrows(torch.randn(200, 1, 12, 12)).norm(dim=1).mean() < 0.2
    assert not arrows(torch.zeros(2, 1, 12, 12)).any()


def vortices(side: int = 16) -> torch.Tensor:
    """A map (side, side, 2) with one pinwheel of either sense: its angle is the difference of two polar ones."""
    x, y = torch.meshgrid(torch.arange(side) + 0.5, torch.arange(side) + 0.5, indexing="xy")
    at, of = (5.0, 8.0), (12.0, 8.0)
    angle = torch.atan2(y - at[1], x - at[0]) - torch.atan2(y - of[1], x - of[0])
    return torch.stack([angle.cos(), angle.sin()], 2)


def test_a_pinwheel_is_found_where_it_is_with_its_sense():
    found = pinwheels(vortices())[2:14, 2:14]
    places = {(int(y) + 2, int(x) + 2): int(found[y, x]) for y, x in found.nonzero()}
    assert places == {(7, 4): 1, (7, 11): -1}
    unclear = vortices()
    unclear[7, 4] *= 0.1
    assert pinwheels(unclear)[7, 4] == 0


def test_chance_makes_a_third_of_all_squares_pinwheels_and_neighbours_differ_by_45_degrees():
    angles = 2 * math.pi * torch.rand(64, 64, generator=torch.Generator().manual_seed(0))
    random = torch.stack([angles.cos(), angles.sin()], 2)
    assert neighbour_degrees(random).item() == pytest.approx(45, abs=1)
    found = pinwheels(random)
    assert found.abs().mean().item() == pytest.approx(1 / 3, abs=0.03)
    assert found.sum() == 0, "on a torus there are as many of either sense"
    smooth = torch.arange(12) * math.pi / 6  # the direction turns by 15 degrees a column, and not at all along one
    stripes = torch.stack([smooth.cos(), smooth.sin()], 1).expand(12, 12, 2)
    assert neighbour_degrees(stripes).item() == pytest.approx(7.5, abs=1e-3) and not pinwheels(stripes).any()
    assert neighbour_degrees(0.1 * stripes) == 45, "nothing is clear"


def test_an_atom_is_tinted_by_its_direction_and_stays_black_and_white():
    filters = torch.linspace(-1, 1, 9).view(1, 1, 3, 3).expand(2, -1, -1, -1)
    colours = tinted(filters, torch.tensor([[0.9, 0.0], [0.0, 0.0]]))
    assert not colours[:, :, 0, 0].any() and (colours[:, :, 2, 2] == 1).all()
    red, green, blue = colours[0, :, 1, 1]
    assert red > 0.8 and green == pytest.approx(blue.item()) and green < 0.4
    torch.testing.assert_close(colours[1, :, 1, 1], torch.full((3,), 0.5))


@pytest.fixture(scope="module")
def courses() -> dict[float, tuple[float, int]]:
    """Width of the pools -> degrees between neighbours and pinwheels, after 500 steps on photographs."""
    found = {}
    for width in (0.0, 1.0):
        torch.manual_seed(0)
        learner = GroupSparseAutoencoderLearner(GroupSparseAutoencoderConfig(side=10, pool=width, learning_rate=4e-3))
        batches = Batches(data.load("patches-12"), 200, torch.device("cpu"))
        for _ in range(500):
            learner.step(next(batches))
        told = learner.order()
        found[width] = told["neighbour_degrees"].item(), int(told["pinwheels"])
    return found


@pytest.mark.thorough
def test_neighbours_that_are_paid_for_together_learn_like_directions(courses):
    (salt, by_chance), (smooth, few) = courses[0.0], courses[1.0]
    assert salt > 38 and smooth < 30
    assert few < by_chance / 2
