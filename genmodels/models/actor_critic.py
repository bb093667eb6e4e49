"""Actor and critic without a model: reinforcement learning, to be held against a world model.

Papers: Lillicrap et al., "Continuous control with deep reinforcement learning", arXiv:1509.02971; Fujimoto, van Hoof
and Meger, "Addressing function approximation error in actor-critic methods" (TD3), arXiv:1802.09477.
The critic learns what an action costs, now and afterwards; the actor goes down the critic's slope:
  critic:  minimise  |Q(s, a) - (c + discount max_i Q'_i(s', a'))|^2,  a' = the slow actor's action and a little noise
  actor:   minimise  Q(s, actor(s))
It never asks what would follow another action: all that it knows of the world are the steps that were taken there. With
each step of training it takes one, with noise on its action, and learns from a batch of what has happened: half of it
random transitions of the data, half its own.

Deviations from the papers:
1. Costs take the place of rewards: the larger of the two critics is believed, where TD3 believes the smaller.
2. It begins with what the data has in place of random steps of its own.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels import wanted
from genmodels.batch import Batch
from genmodels.blocks.agent import Actor, Perception, maps
from genmodels.blocks.side_by_side import perceptron
from genmodels.config import Config, knob
from genmodels.data.rollouts import TASKS
from genmodels.data.task import Task
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Shown

EPISODES = 500  # whose returns are kept
WIDEST = 0.5  # of the noise on the slow actor's action, in shares of the bound


@dataclass(frozen=True, kw_only=True)
class ActorCriticConfig(Config):
    """The knobs of an actor-critic."""

    task: str = knob("pendulum", "what is to be done", choices=tuple(TASKS))
    width: int = knob(64, "units of each hidden layer", low=4, high=512)
    capacity: int = knob(20_000, "own transitions that are remembered", low=1, high=10**6)
    own: float = knob(0.5, "share of a batch that is its own", low=0.0, high=1.0, live=True)
    discount: float = knob(0.98, "what a cost counts one step later", low=0.0, high=1.0, live=True)
    exploration: float = knob(0.1, "noise on an action, in shares of its bound", low=0.0, high=10.0, live=True)
    smoothing: float = knob(0.2, "the same where the critic looks ahead", low=0.0, high=10.0, live=True)
    delay: int = knob(2, "steps of the critic for one of the actor", low=1, high=1000)
    memory: float = knob(0.995, "of the slow networks that the critic learns from", low=0.0, high=0.9999)
    critic_learning_rate: float = knob(1e-3, "Adam's step size for the critic", low=0.0, high=1.0, live=True)
    actor_learning_rate: float = knob(1e-3, "the same for the actor", low=0.0, high=1.0, live=True)


class ActionCritics(nn.Module):
    """What an action costs, now and afterwards, by two networks: states (..., S), actions (..., 1) -> (2, ...)."""

    def __init__(self, task: Task, width: int):
        super().__init__()
        self.task = task
        inputs = task.numbers(task.features) + 1
        self.nets = nn.ModuleList(nn.Sequential(*perceptron(inputs, width, width, 1)) for _ in range(2))

    def forward(self, states: Tensor, actions: Tensor) -> Tensor:
        given = torch.cat([self.task.features(states), actions / self.task.bound], -1)
        return self.task.scale * torch.stack([net(given)[..., 0] for net in self.nets])


class ActorCritic(Model):
    """Observations (N, O) as the task's sensors give them; actions (N, 1).

    progress: (500, 2), of each episode that ended while it learned the real steps until then and its return; zeros
    where there is none.
    """

    def __init__(self, config: ActorCriticConfig):
        super().__init__(config)
        self.task = task = TASKS[config.task]
        self.perception = Perception(task)
        self.critic = ActionCritics(task, config.width)
        self.actor = Actor(task, config.width)
        self.register_buffer("progress", torch.zeros(EPISODES, 2))

    def act(self, observations: Tensor) -> Tensor:
        """(N, O) -> the policy's actions (N, 1)."""
        sensors = self.task.numbers(self.task.observe)
        wanted.rows(self, "observations", observations, sensors)
        return self.actor(self.perception(observations))


class ActorCriticLearner(Learner):
    """One step in the world, one of the critic; every few of them one of the actor, and of the slow networks."""

    def __init__(self, config: ActorCriticConfig):
        super().__init__(config)
        self.model = network = ActorCritic(config)
        self.task = task = network.task
        self.slow = nn.ModuleDict({"critic": network.critic, "actor": network.actor})
        self.slow = copy.deepcopy(self.slow).requires_grad_(False)
        self.networks = {"critic": network.critic, "actor": network.actor, "slow": self.slow}
        self.optimizers = {
            name: adam(self.networks[name].parameters(), getattr(config, f"{name}_learning_rate"))
            for name in ("critic", "actor")
        }
        self.given = 0  # transitions of the data, real steps as well
        self.memory = torch.zeros(config.capacity, 2 * len(task.names) + 1)
        self.place = task.starts(1, torch.Generator().manual_seed(0))  # where in the world it is
        self.paid, self.age, self.episodes = 0.0, 0, 0  # of this episode: costs so far, steps; and how many have ended

    def begin(self, whole: Iterable[Batch]) -> None:
        self.given = sum(len(batch) for batch in whole)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        self.live()
        states, actions, following = self.remembered(batch)
        told = {"critic_error": self.update_critic(states, actions, following)}
        if self.steps % self.config.delay == 0:
            told["cost"] = self.update_actor(states)
            self.follow()
        if self.episodes:
            told["return"] = self.model.progress[min(self.episodes, EPISODES) - 1, 1]
        return told

    @torch.no_grad()
    def live(self) -> None:
        """One step in the world itself; where the episode ends another begins."""
        task, before = self.task, self.place
        action = self.model.actor(before)
        noise = self.config.exploration * task.bound * torch.randn(1, 1).to(action)
        action = (action + noise).clamp(-task.bound, task.bound)
        self.place = task.step(before, action)
        self.memory[(self.steps - 1) % len(self.memory)] = torch.cat([before, action, self.place], 1)[0]
        ended = task.over(self.place)
        self.paid += (task.cost(before, action) + ended * task.final(self.place)).item()
        self.age += 1
        if ended or self.age == task.length:
            if self.episodes < EPISODES:
                self.model.progress[self.episodes] = torch.tensor([float(self.given + self.steps), -self.paid])
            self.place = task.starts(1, torch.default_generator).to(before)
            self.paid, self.age, self.episodes = 0.0, 0, self.episodes + 1

    def remembered(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """As many transitions, each from the data or of its own."""
        mine = torch.rand(len(batch), 1) < self.config.own
        rows = self.memory[torch.randint(min(self.steps, len(self.memory)), (len(batch),))]
        given = torch.cat([batch.states, batch.actions, batch.following], 1)
        width = batch.states.shape[1]
        return torch.where(mine.to(given.device), rows, given).split([width, 1, width], 1)

    def update_critic(self, states: Tensor, actions: Tensor, following: Tensor) -> Tensor:
        task, config = self.task, self.config
        with torch.no_grad():
            noise = (config.smoothing * torch.randn(len(states), 1).to(states)).clamp(-WIDEST, WIDEST)
            next_actions = self.slow["actor"](following) + task.bound * noise
            after = self.slow["critic"](following, next_actions.clamp(-task.bound, task.bound)).amax(0)
            ended = task.over(following)
            cost = task.cost(states, actions) + ended * task.final(following) + config.discount * ~ended * after
        error = ((self.model.critic(states, actions) - cost) / task.scale).square().mean()
        self.optimizers["critic"].zero_grad()
        error.backward()
        self.optimizers["critic"].step()
        return error.detach()

    def update_actor(self, states: Tensor) -> Tensor:
        weights = [*self.model.actor.parameters()]
        cost = self.model.critic(states, self.model.actor(states))[0].mean()
        for weight, slope in zip(weights, torch.autograd.grad(cost / self.task.scale, weights), strict=True):
            weight.grad = slope  # of the actor alone: the critic stands still
        self.optimizers["actor"].step()
        return cost.detach()

    @torch.no_grad()
    def follow(self) -> None:
        """The slow networks move towards the others."""
        for name in ("critic", "actor"):
            pair = [[*network.parameters()] for network in (self.slow[name], self.networks[name])]
            torch._foreach_lerp_(*pair, 1 - self.config.memory)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """What the policy does and what the critic expects of it."""
        model = self.model

        def expected(states: Tensor) -> Tensor:
            return model.critic(states, model.actor(states))[0]

        return {"maps": maps(model.task, model.actor, expected, next(model.parameters()).device)}

    def knobs_changed(self) -> None:
        for name, optimizer in self.optimizers.items():
            optimizer.param_groups[0]["lr"] = getattr(self.config, f"{name}_learning_rate")

    def extra_state(self) -> dict:
        return {name: getattr(self, name) for name in ("given", "paid", "age", "episodes")}

    def set_extra_state(self, state: dict) -> None:
        vars(self).update(state)


FAMILY = Family(
    name="actor-critic",
    title="Actor-critic without a model",
    paper="https://arxiv.org/abs/1802.09477",
    summary="Reinforcement learning: it learns from what it tried, and never looks ahead.",
    chapter="world model",
    task="reinforcement-learning",
    data=tuple(TASKS),
    objective=Objective("critic_error", rises=False),
    headline=(("policy_return", "policy {:.1f}"), ("optimum_return", "optimum {:.1f}"), ("docked", "{:.1%} docked")),
    evaluate=("control",),
    config=ActorCriticConfig,
    model=ActorCritic,
    learner=ActorCriticLearner,
)
