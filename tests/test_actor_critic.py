"""The actor-critic: what it learns from, what its critic aims at, and that it never looks ahead."""

import dataclasses

import pytest
import torch
from families import batch_for, small_learner

from genmodels.blocks import planning
from genmodels.data.rollouts import TASKS
from genmodels.models import actor_critic, world_model


def lived(learner, steps: int) -> None:
    for _ in range(steps):
        learner.step(batch_for("actor-critic"))


def test_it_asks_the_world_for_one_step_at_a_time_and_no_model_at_all(monkeypatch):
    asked = []
    for owner, name in ((world_model.Dynamics, "forward"), (planning, "imagine")):
        monkeypatch.setattr(owner, name, lambda *_, **__: pytest.fail("a model was asked"))
    learner = small_learner("actor-critic")

    def step(states, actions):
        asked.append((len(states), torch.is_grad_enabled()))
        return TASKS["pendulum"].step(states, actions)

    learner.task = dataclasses.replace(learner.task, step=step)
    lived(learner, 5)
    assert asked == [(1, False)] * 5, "one world, and no slope through it"


@pytest.mark.parametrize("name", TASKS)
def test_its_memory_is_the_worlds_own_and_the_oldest_goes_first(name):
    learner = small_learner("actor-critic", task=name, capacity=6)
    width, task = len(learner.task.names), learner.task
    rows = []
    for _ in range(8):
        before = learner.place
        learner.live()
        learner.steps += 1
        rows.append(learner.memory[(learner.steps - 2) % 6])
        assert rows[-1][:width].equal(before[0])
    states, actions, following = learner.memory.split([width, 1, width], 1)
    torch.testing.assert_close(task.step(states, actions), following)
    assert actions.abs().max() <= task.bound


def test_a_batch_holds_the_share_of_its_own_that_was_asked_for():
    given = batch_for("actor-critic")
    learner = small_learner("actor-critic", own=0.0)
    lived(learner, 3)
    assert learner.remembered(given)[0].equal(given.states)
    learner.set_knob("own", 1.0)
    own = learner.memory[:3, :2]
    assert all((own == row).all(1).any() for row in learner.remembered(given)[0])


def test_the_critics_aim_is_the_cost_and_the_dearer_of_two_slow_opinions_and_nothing_after_an_end():
    learner = small_learner("actor-critic", task="truck", smoothing=0.0, discount=0.5, critic_learning_rate=0.0)
    task, slow = learner.task, learner.slow
    going, folded = task.starts(4, torch.Generator().manual_seed(2)), torch.tensor([[20.0, 0.0, 1.7, 0.0]])
    states, actions = torch.cat([going, going[:1]]), torch.zeros(5, 1)
    following = torch.cat([task.step(going, actions[:4]), folded])
    with torch.no_grad():
        for network in slow["critic"].nets:
            network[-1].bias.normal_(generator=torch.Generator().manual_seed(3))
        opinions = slow["critic"](following, slow["actor"](following))
        aim = task.cost(states, actions) + torch.tensor([0.5] * 4 + [0.0]) * opinions.max(0).values
        aim[4] += task.final(folded)[0]
        wanted = ((learner.model.critic(states, actions) - aim) / task.scale).square().mean()
    assert learner.update_critic(states, actions, following) == pytest.approx(wanted.item(), rel=1e-5)


def test_the_actor_goes_down_the_critics_slope_and_the_critic_stands_still():
    learner = small_learner("actor-critic", width=32, actor_learning_rate=1e-2)
    states = batch_for("actor-critic").states
    before = [weight.clone() for weight in learner.model.critic.parameters()]
    costs = [learner.update_actor(states).item() for _ in range(20)]
    assert costs[-1] < costs[0]
    assert all(one.equal(other) for one, other in zip(before, learner.model.critic.parameters(), strict=True))
    assert all(weight.grad is None for weight in learner.model.critic.parameters())


def test_an_episodes_return_is_what_was_paid_and_stands_at_the_real_steps_that_it_took():
    learner = small_learner("actor-critic", exploration=0.0, actor_learning_rate=0.0, critic_learning_rate=0.0)
    learner.begin([batch_for("actor-critic")])
    first, length, act = learner.place, learner.task.length, learner.model.actor
    lived(learner, length)
    found, _ = planning.driven(learner.task, first, lambda seen: act(learner.task.perceive(seen)))
    (steps, told), *others = learner.model.progress
    assert steps == len(batch_for("actor-critic")) + length and not torch.stack(others).any()
    assert told == pytest.approx(found.item(), rel=1e-3)
    assert learner.age == 0 and not learner.place.equal(first)
    assert learner.step(batch_for("actor-critic"))["return"] == told


def test_the_slow_networks_lag_behind():
    learner = small_learner("actor-critic", memory=0.75)
    lived(learner, 1)
    before = learner.slow["actor"].net[0].weight.clone()
    with torch.no_grad():
        learner.model.actor.net[0].weight.add_(1.0)
    now = learner.model.actor.net[0].weight
    learner.follow()
    torch.testing.assert_close(learner.slow["actor"].net[0].weight, 0.75 * before + 0.25 * now)


def test_it_knows_how_many_episodes_it_keeps():
    learner = small_learner("actor-critic")
    learner.episodes, learner.age = actor_critic.EPISODES, learner.task.length - 1
    kept = learner.model.progress.clone()
    lived(learner, 2)
    assert learner.model.progress.equal(kept) and learner.episodes == actor_critic.EPISODES + 1
