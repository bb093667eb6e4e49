"""Two layers of pooled filters: the second learns from the first one's pools, and a pool tells what and not where."""

import copy

import pytest
import torch
from families import batch_for, small_learner

from genmodels.batch import Batch
from genmodels.models.stacked_group_sparse_autoencoder import PooledLayer, StackedGroupSparseAutoencoderConfig
from train.measures.shifts import SHIFT, components, readers, shifted, stillness

NAME = "stacked-group-sparse-autoencoder"


def layer(**changes) -> PooledLayer:
    config = StackedGroupSparseAutoencoderConfig(**{"pools": 2, "pool_maps": 3, "pool_size": 4} | changes)
    torch.manual_seed(0)
    found = PooledLayer(1, config.pools, config)
    found.begin_as_adjoint()
    return found


def strokes(count: int = 40) -> torch.Tensor:
    """Pictures of one stroke each, upright or level, far from the edge."""
    chance = torch.Generator().manual_seed(0)
    images = torch.zeros(count, 1, 28, 28)
    for place, (row, column) in enumerate(torch.randint(9, 14, (count, 2), generator=chance).tolist()):
        part = (slice(row, row + 7), slice(column, column + 2))
        images[place, 0][part if place % 2 else part[::-1]] = 1.0
    return images


def kept(learner) -> list[dict[str, torch.Tensor]]:
    return [copy.deepcopy(each.state_dict()) for each in learner.model.layers]


def same(before: dict, after: dict) -> bool:
    return all(torch.equal(value, after[key]) for key, value in before.items())


def test_one_layer_learns_at_a_time_and_the_other_stands_still_to_the_bit():
    learner = small_learner(NAME, layer_steps=4)
    for trained in (0, 1):
        before = kept(learner)
        for _ in range(4):
            learner.step(batch_for(NAME))
        stood = [same(*pair) for pair in zip(before, kept(learner), strict=True)]
        assert stood == [place != trained for place in (0, 1)]


def test_the_second_layer_reads_the_pools_of_the_first_at_the_size_of_one():
    learner = small_learner(NAME, layer_steps=1)
    images = batch_for(NAME).images
    for _ in range(2):
        learner.step(Batch(images))
    first, second = learner.model.layers
    pools = first.pool(first.encode(images))
    torch.testing.assert_close(learner.model.pools(images, 1), pools)
    torch.testing.assert_close(second.scale, pools.square().mean().sqrt())
    torch.testing.assert_close(learner.model.codes(images, 2), second.encode(pools))
    seen = second.encode(pools)
    second.scale.mul_(2)
    torch.testing.assert_close(second.encode(2 * pools), seen)


def test_a_pool_is_the_length_of_its_own_codes_and_of_no_others():
    found, codes = layer(), torch.rand(2, 6, 8, 8)
    pools = found.pool(codes)
    assert pools.shape == (2, 2, 2, 2)
    torch.testing.assert_close(pools[1, 1, 0, 1], codes[1, 3:, :4, 4:].norm())
    alone = torch.zeros(1, 6, 8, 8)
    alone[0, 4, 2, 5] = 3.0
    wanted = torch.zeros(1, 2, 2, 2)
    wanted[0, 1, 0, 1] = 3.0
    torch.testing.assert_close(found.pool(alone), wanted, atol=2e-3, rtol=0)


def test_a_turn_within_a_pool_leaves_it_and_one_across_pools_does_not():
    found, codes = layer(), torch.rand(1, 6, 8, 8) + 1

    def turned(one: tuple, other: tuple) -> torch.Tensor:
        new = codes.clone()
        new[0][one], new[0][other] = (
            0.6 * codes[0][one] - 0.8 * codes[0][other],
            0.8 * codes[0][one] + 0.6 * codes[0][other],
        )
        return found.pool(new)

    torch.testing.assert_close(turned((0, 0, 0), (2, 3, 3)), found.pool(codes))
    for other in ((3, 0, 0), (0, 0, 4)):
        assert not torch.allclose(turned((0, 0, 0), other), found.pool(codes), rtol=1e-3)


def test_pools_of_one_code_cost_what_sparse_coding_pays():
    codes = torch.rand(3, 2, 5, 5)
    torch.testing.assert_close(layer(pool_maps=1, pool_size=1).pool(codes), codes, atol=1e-3, rtol=0)


def test_the_decoder_is_the_adjoint_of_what_looks_for_its_filters():
    found, maps, codes = layer(), torch.rand(2, 1, 9, 9), torch.rand(2, 6, 9, 9)
    seen = torch.nn.functional.conv2d(maps, found.filters, padding=found.reach)
    torch.testing.assert_close((seen * codes).sum(), (maps * found.decode(codes)).sum())


def test_filters_keep_length_one_and_codes_are_never_negative():
    learner = small_learner(NAME, layer_steps=3, learning_rate=0.05)
    images = batch_for(NAME).images
    for _ in range(6):
        learner.step(Batch(images))
    for depth, each in enumerate(learner.model.layers, 1):
        torch.testing.assert_close(each.filters.flatten(1).norm(dim=1), torch.ones(len(each.filters)))
        assert learner.model.codes(images, depth).min() >= 0


def test_the_price_is_that_of_the_pools():
    cheap, dear = (small_learner(NAME, layer_steps=9, sparsity=price) for price in (0.0, 0.5))
    batch = batch_for(NAME)
    price = dear.model.pools(batch.images, 1).flatten(1).sum(1).mean()
    difference = dear.step(batch)["energy"] - cheap.step(batch)["energy"]
    assert difference.item() == pytest.approx(0.5 * price.item(), rel=1e-4)


def test_a_filter_that_hardly_any_code_uses_becomes_what_is_rebuilt_worst_and_the_others_stay():
    found, patch = layer(reach=1), torch.rand(3, 3, generator=torch.Generator().manual_seed(1)) + 0.5
    before = found.filters.detach().clone()
    found.used[4] = 1e-3
    wrong = torch.zeros(3, 1, 12, 12)
    wrong[0, 0, 1, 1] = 0.5
    wrong[1, 0, 6:9, 2:5] = patch
    found.redraw(wrong)
    torch.testing.assert_close(found.filters[4, 0], patch / patch.norm())
    torch.testing.assert_close(found.see[4], found.filters[4])
    others = [0, 1, 2, 3, 5]
    torch.testing.assert_close(found.filters[others], before[others])
    assert found.used.min() > 0.5


def test_filters_begin_anew_in_the_first_half_of_a_layers_steps_alone(monkeypatch):
    learner, at = small_learner(NAME, layer_steps=200), []
    monkeypatch.setattr(PooledLayer, "redraw", lambda layer, _: at.append((learner.steps, learner.depth)))
    batch = batch_for(NAME, size=1)
    for _ in range(400):
        learner.step(batch)
    assert at == [(50, 1), (100, 1), (250, 2), (300, 2)]


def test_components_are_the_directions_in_which_rows_vary_most_and_always_the_same():
    chance = torch.Generator().manual_seed(0)
    rows = torch.randn(200, 6, generator=chance) * torch.tensor([9.0, 0.1, 5.0, 0.1, 0.1, 0.1]) + 3
    before = torch.get_rng_state()
    axes = components(rows, 2)
    assert torch.equal(before, torch.get_rng_state()) and torch.equal(axes, components(rows, 2))
    assert axes.abs().argmax(0).tolist() == [0, 2] and axes.abs().amax(0).min() > 0.99


def test_where_nothing_is_to_be_seen_the_slope_is_finite():
    learner = small_learner(NAME, layer_steps=2)
    for _ in range(4):
        told = learner.step(Batch(torch.zeros(4, 1, 28, 28)))
        assert all(value.isfinite() for value in told.values())
    assert all(weight.isfinite().all() for weight in learner.model.parameters())


def test_what_comes_back_through_both_layers_keeps_the_pattern_within_each_pool():
    learner = small_learner(NAME)
    images, (first, second) = batch_for(NAME).images, learner.model.layers
    pools = first.pool(first.encode(images))
    second.decode = lambda _: 0.5 * pools
    half = learner.model.reconstruct(images, 2)
    torch.testing.assert_close(half, (0.5 * first.decode(first.encode(images))).clamp(0, 1))


@pytest.mark.parametrize("size", [28, 10, 9])
def test_pictures_of_any_size_have_pools_for_all_their_codes(size):
    learner = small_learner(NAME, size=size, pool_size=4, layer_steps=1)
    learner.look_at(Batch(torch.rand(2, 1, size, size)))
    for _ in range(2):
        learner.step(Batch(torch.rand(3, 1, size, size)))
    assert learner.preview()["reconstructions"].images.shape == (6, size, size, 1)


def test_a_run_goes_on_in_the_layer_where_it_stopped():
    one, other = (small_learner(NAME, seed=seed, layer_steps=3) for seed in (0, 1))
    for _ in range(5):
        one.step(batch_for(NAME))
    other.load_state_dict(one.state_dict())
    assert other.depth == 2
    for each in (one, other):
        each.step(batch_for(NAME, seed=2))
    assert all(same(*pair) for pair in zip(kept(one), kept(other), strict=True))


def test_pools_stand_stiller_than_codes_when_a_picture_moves():
    learner = small_learner(NAME, pools=4, pool_maps=4, pool_size=4, layer_steps=60, learning_rate=5e-3)
    images = strokes()
    for _ in range(120):
        learner.step(Batch(images))
    aside = shifted(images, torch.ones(len(images), 2, dtype=torch.long))
    with torch.no_grad():
        still = {name: stillness(read(images), read(aside)) for name, read in readers(learner.model).items()}
    assert still["first_pooled"] > still["first_simple"] + 0.1
    assert still["pooled"] > still["simple"] + 0.1
    assert still["first_pooled"] > still["pixels"] + 0.1


def test_a_shift_moves_a_picture_and_brings_in_black():
    images = torch.rand(3, 1, 8, 8) + 0.1
    moved = shifted(images, torch.tensor([[2, -1], [0, 0], [-SHIFT, SHIFT]]))
    assert torch.equal(moved[0, :, 2:, :-1], images[0, :, :-2, 1:])
    assert not moved[0, :, :2].any() and not moved[0, :, :, -1].any()
    assert torch.equal(moved[1], images[1])
    assert torch.equal(moved[2, :, :-SHIFT, SHIFT:], images[2, :, SHIFT:, :-SHIFT])
