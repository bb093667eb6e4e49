"""World models: the worlds are what they say, the model learns them, plans and policies keep what they promise."""

import math

import gymnasium
import numpy as np
import pytest
import torch
from families import small_learner, transitions

from genmodels import data
from genmodels.batch import Batch
from genmodels.blocks.planning import Imagined, driven, imagine, plan, remaining, unrolled_cost
from genmodels.data.pendulum import PENDULUM
from genmodels.data.rollouts import TASKS
from genmodels.data.truck import TRUCK
from genmodels.models.world_model import WorldModel, WorldModelConfig
from genmodels.reasons import UserError
from train.measures.control import Planner, optimum

CPU = torch.device("cpu")


def starts(task, count=8, seed=0):
    return task.starts(count, torch.Generator().manual_seed(seed))


def small(**changes) -> WorldModel:
    torch.manual_seed(0)
    return WorldModel(WorldModelConfig(width=16, **changes))


def test_the_pendulum_is_gymnasiums_over_a_thousand_random_steps():
    world = gymnasium.make("Pendulum-v1", max_episode_steps=10_000).unwrapped
    world.reset(seed=0)
    state, chance = torch.tensor(world.state), np.random.default_rng(0)
    for _ in range(1000):
        action = chance.uniform(-3, 3, 1)  # beyond the bound, too
        seen, reward, *_ = world.step(action)
        assert -PENDULUM.cost(state, torch.tensor(action).clamp(-2, 2)).item() == pytest.approx(reward)
        state = PENDULUM.step(state, torch.tensor(action))
        assert np.allclose(PENDULUM.observe(state).numpy(), seen, atol=1e-5)


@pytest.mark.parametrize("name", TASKS)
def test_a_step_has_the_gradient_of_its_finite_difference(name):
    task = TASKS[name]
    states = starts(task).double().requires_grad_()
    actions = torch.zeros(8, 1, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(task.step, (states, actions))
    assert torch.autograd.gradcheck(task.cost, (states, actions), atol=1e-4)


@pytest.mark.parametrize("name", TASKS)
def test_what_a_state_is_told_as_comes_back_and_has_no_jump_where_an_angle_goes_round(name):
    task = TASKS[name]
    states = starts(task)
    assert torch.allclose(task.features(task.perceive(task.observe(states))), task.features(states), atol=1e-5)
    turned = states.clone()
    for place, number in enumerate(task.names):
        if number in ("angle", "cab", "trailer"):
            turned[:, place] += 2 * math.pi
    assert torch.allclose(task.features(turned), task.features(states), atol=1e-5)
    assert not torch.allclose(task.features(turned + 0.1), task.features(states), atol=1e-2)


@pytest.mark.parametrize("name", TASKS)
def test_transitions_are_the_worlds_own_and_the_halves_differ(name):
    task, (train, test) = TASKS[name], (data.load(name, split) for split in ("train", "test"))
    assert len(train) == 10_000 and len(test) == 2000
    assert torch.allclose(task.step(train.states, train.actions), train.following)
    assert not task.over(train.states).any() and (train.actions.abs() <= task.bound).all()
    assert not torch.equal(train.states[:2000], test.states)
    batch = next(data.Batches(train, 16, CPU))
    assert torch.equal(batch.states, train.states[batch.rows]) and torch.equal(batch.actions, train.actions[batch.rows])
    assert len(batch) == 16 and batch.images is None
    whole = torch.cat([each.following for each in data.whole(train, CPU)])
    assert torch.equal(whole, train.following)


@pytest.mark.parametrize("name", TASKS)
def test_the_model_learns_the_world(name):
    learner = small_learner("world-model", task=name, width=32, model_steps=1000)
    train = data.load(name)
    learner.begin(data.whole(train, CPU))
    batches = data.Batches(train, 256, CPU)
    for _ in range(300):
        learner.step(next(batches))
    held = data.held_out(data.load(name, "test"), 1000, CPU)
    assert learner.model.model.error(held).mean() < 0.05  # of the changes' variance


def test_a_model_keeps_inside_the_worlds_bounds():
    model = small().model
    states = torch.tensor([[0.0, 7.9], [0.0, -7.9]])
    model.scale.fill_(1e3)
    assert (model(states, torch.ones(2, 1))[:, 1].abs() <= 8).all()


def test_z_explains_what_the_state_does_not_tell_and_0_is_the_deterministic_model():
    torch.manual_seed(0)
    model = small(latents=2).model
    batch = Batch(**transitions(PENDULUM, 32, torch.Generator().manual_seed(0)))
    none = torch.zeros(32, 2)
    assert torch.equal(model(batch.states, batch.actions), model(batch.states, batch.actions, none))
    free, dear = (model.infer(batch, weight) for weight in (0.0, 1000.0))
    assert model.error(batch, free).mean() < model.error(batch, none).mean()
    assert dear.abs().max() < 0.01 < free.abs().max()


@pytest.mark.parametrize("name", TASKS)
def test_perception_is_used_once_and_then_the_model_sees_what_it_imagines(name):
    model, calls = small(task=name), []
    model.perception.register_forward_hook(lambda *_: calls.append(1))
    observations = model.task.observe(starts(model.task, 3)).requires_grad_()
    actions = torch.zeros(3, 5, 1)
    states = model.imagine(observations, actions)
    assert len(calls) == 1 and states.shape == (3, 6, len(model.task.names))
    state = model.perception(observations)
    for number in range(5):
        assert torch.allclose(states[:, number], state, atol=1e-6)
        state = model.model(state, actions[:, number])
    states[:, -1].sum().backward()
    assert observations.grad.abs().sum() > 0


@pytest.mark.parametrize("name", TASKS)
def test_the_unrolled_cost_is_the_sum_of_its_steps_and_its_gradient_that_of_finite_differences(name):
    task, model = TASKS[name], small(task=name).double()
    states = starts(task, 3).double()
    actions = (0.3 * torch.randn(3, 6, 1, dtype=torch.float64)).requires_grad_()
    total, state = torch.zeros(3, dtype=torch.float64), states
    with torch.no_grad():
        for number in range(6):
            total = total + task.cost(state, actions[:, number])
            state = model.model(state, actions[:, number])
    cost = unrolled_cost(task, model.model, states, actions)
    going = imagine(task, model.model, states, lambda _, number: actions[:, number], 6).alive[-1] > 0
    assert going.any() and torch.allclose(cost[going], total[going])
    (slope,) = torch.autograd.grad(cost.sum(), actions)
    near = torch.zeros_like(actions)
    near[:, 0] = 1e-6
    with torch.no_grad():
        ahead, behind = (unrolled_cost(task, model.model, states, actions + side * near) for side in (1, -1))
    assert torch.allclose(slope[going, 0, 0], ((ahead - behind) / 2e-6)[going], rtol=1e-4, atol=1e-6)


def test_what_is_over_costs_its_end_once_and_stands_still():
    states = torch.tensor([[4.2, 0.0, 0.0, 0.0], [20.0, 0.0, 0.0, 0.0]])
    seen = imagine(TRUCK, TRUCK.step, states, lambda now, _: torch.zeros(2, 1), 4)
    assert seen.alive[:, 0].tolist() == [1, 0, 0, 0, 0] and seen.alive[:, 1].tolist() == [1] * 5
    assert torch.equal(seen.states[1, 0], seen.states[4, 0]) and (seen.costs[1:, 0] == 0).all()
    ended = TRUCK.cost(states[:1], torch.zeros(1, 1)) + TRUCK.final(seen.states[1, :1])
    assert torch.allclose(seen.costs[0, :1], ended)


@pytest.mark.parametrize("rate", [0.05, 3.0])
@pytest.mark.parametrize("name", TASKS)
def test_a_plan_is_never_worse_than_its_warm_start_and_keeps_the_bounds_and_the_model(name, rate):
    model = small(task=name)
    before = [weight.clone() for weight in model.state_dict().values()]
    states, warm = starts(model.task), model.task.bound * (2 * torch.rand(8, 10, 1) - 1)
    found = plan(model.task, model.model, states, horizon=10, restarts=3, iterations=6, rate=rate, warm=warm)
    begun = unrolled_cost(model.task, model.model, states, warm)
    assert torch.allclose(found.begun, begun) and (found.costs <= begun + 1e-5).all()
    again = unrolled_cost(model.task, model.model, states, found.actions)
    assert torch.allclose(again, found.costs, rtol=1e-4, atol=1e-4), "the cost is another plan's"
    assert (found.actions.abs() <= model.task.bound).all()
    assert all(torch.equal(*pair) for pair in zip(before, model.state_dict().values(), strict=True))
    assert all(weight.grad is None for weight in model.parameters())
    assert torch.equal(found.later()[:, :-1], found.actions[:, 1:])


def test_gradients_make_a_plan_cheaper_and_a_proposal_is_heard():
    states, warm = starts(PENDULUM), torch.zeros(8, 20, 1)
    found = plan(PENDULUM, PENDULUM.step, states, restarts=1, iterations=10, warm=warm)
    assert found.costs.sum() < 0.98 * found.begun.sum()
    best = plan(PENDULUM, PENDULUM.step, states, restarts=8, iterations=30).actions
    told = plan(PENDULUM, PENDULUM.step, states, restarts=2, iterations=0, warm=warm, proposal=best)
    assert torch.equal(told.actions, best)


def test_what_remains_is_one_step_and_the_critic_or_all_that_was_imagined():
    costs, values = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([9.0, 10.0, 20.0, 40.0])
    alive = torch.ones(4)
    assert remaining(costs, values, alive, 0.5, 0.0).tolist() == [6.0, 12.0, 23.0]
    assert remaining(costs, values, alive, 0.5, 1.0).tolist() == [1 + 1 + 0.75 + 5, 2 + 1.5 + 10, 23.0]
    assert remaining(costs, values, torch.tensor([1.0, 1, 0, 0]), 0.5, 0.0).tolist()[1] == 2.0


def test_the_actor_learns_in_imagination_and_the_model_stands_still():
    learner = small_learner("world-model", width=16, model_steps=0, horizon=8)
    before = {name: value.clone() for name, value in learner.networks["model"].state_dict().items()}
    torch.manual_seed(0)
    batch = Batch(**transitions(PENDULUM, 64, torch.Generator().manual_seed(0)))
    told = [learner.step(batch) for _ in range(40)]
    assert all(torch.equal(value, learner.networks["model"].state_dict()[name]) for name, value in before.items())
    states = batch.states
    acts = learner.model.actor(states)
    assert (acts.abs() <= 2).all() and told[-1]["critic_error"].isfinite()


def test_the_optimum_beats_a_plan_and_a_plan_beats_doing_nothing():
    few = starts(PENDULUM, 6)
    idle = driven(PENDULUM, few, lambda seen: torch.zeros(6, 1))[0].mean()
    best = optimum(few).mean()
    assert best > idle + 300 and best > -250


def test_a_planner_begins_where_its_last_plan_left_off():
    planner = Planner(small(), horizon=6, iterations=2)
    seen = PENDULUM.observe(starts(PENDULUM, 2))
    first = planner(seen)
    assert first.shape == (2, 1) and planner.warm.shape == (2, 6, 1) and (planner.warm[:, -1] == 0).all()


def test_observations_of_another_kind_or_shape_are_named_with_what_is_wanted():
    act, observations = small_learner("world-model").model.eval().act, torch.randn(2, 3)
    for given, told in (
        (observations.numpy(), r", not a numpy\.ndarray"),
        (observations.double(), r", not float64"),
        (observations[0], r", not \(3,\); observations\[None\] is one row"),
        (observations[:, :2], r", not \(2, 2\)"),
    ):
        with pytest.raises(UserError, match=r"observations must be float32 rows \(N, 3\)" + told):
            act(given)
    assert act(observations).shape == (2, 1)


def test_paths_go_on_where_they_led_unless_they_are_over_or_old():
    learner = small_learner("world-model", task="truck", model_steps=0, horizon=2, onward=0.5)
    data = learner.model.task.starts(8, torch.Generator().manual_seed(3))
    assert learner.begins(data).equal(data), "nothing has been imagined yet"
    ahead = data + 1
    seen = Imagined(torch.stack([data, data, ahead]), None, None, torch.ones(3, 8))
    seen.alive[-1, 1] = 0.0
    torch.manual_seed(0)  # no path is old by chance
    learner.leave(seen)
    begun = learner.begins(data)
    assert begun[[0, 2, 3]].equal(ahead[[0, 2, 3]]), "half of them go on"
    assert begun[[1, 4, 5, 6, 7]].equal(data[[1, 4, 5, 6, 7]]), "what is over begins anew, and so does the other half"
    learner.config = learner.config.replace(horizon=learner.model.task.length)
    learner.leave(seen)
    assert learner.begins(data).equal(data), "after an episode's length a path is old"


def test_the_actor_learns_in_imagination_to_pay_less():
    torch.manual_seed(0)
    learner = small_learner("world-model", width=16, horizon=10, model_steps=0, actor_learning_rate=3e-3)
    network, starts = learner.model, PENDULUM.starts(64, torch.Generator().manual_seed(0))

    def paid() -> float:
        with torch.no_grad():
            seen = imagine(PENDULUM, PENDULUM.step, starts, lambda now, _: network.actor(now), 10)
        return seen.costs.sum(0).mean().item()

    network.model.forward = PENDULUM.step  # as if it had learned all
    before = paid()
    for _ in range(60):
        learner.step(Batch(states=starts))
    assert paid() < before - 1
