"""A world model: it learns what its actions do, plans by looking ahead, and learns to act without planning.

Papers: Nguyen and Widrow, "The Truck Backer-Upper", IJCNN 1989: a policy learned through a learned model; LeCun, "A
Path Towards Autonomous Machine Intelligence" (2022), whose modules these are; Hafner et al., arXiv:1912.01603, for the
critic that sees beyond the horizon.
Perception says what the state is. The model says what follows:  s' = s + f(s, a, z).  The critic says what it costs.
First, from random transitions,  minimise  |s' - s - f(s, a, z)|^2,  then, without one more step in the world,
  actor:   minimise  C = sum of costs over n imagined steps + what the critic expects of the state then
  critic:  minimise  |V(s) - C|^2,
where each cost counts a little less than the one before, and C is a mixture of such sums for n = 1 to H (TD(lambda), as
in Hafner et al.). A planner minimises the plain sum for n = H over the actions themselves (blocks/planning.py); it may
begin with what the actor proposes. The actor is the network that learns what such a minimisation finds, as LISTA's
layers learn a code.

z, where there is some, is what the state and the action do not tell:  z* = argmin  |s' - s - f|^2 + weight |z|^2.  With
z = 0 the model is deterministic.

Deviations from the papers:
1. Perception is given: the sensors tell the whole state.
2. The cost of a step is given, too; what is learned is the cost of all that comes after.
3. The states from which the actor imagines are those of the data, and a share of them where its last imagination led.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels import wanted
from genmodels.batch import Batch
from genmodels.blocks.agent import Actor, Critic, Perception, maps
from genmodels.blocks.planning import Imagined, Plan, imagine, plan, remaining
from genmodels.blocks.side_by_side import perceptron
from genmodels.config import Config, knob
from genmodels.data.rollouts import TASKS
from genmodels.data.task import Task
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Shown

GUESSES, STRIDE = 20, 0.2  # steps to the best z, and their size
PATHS = 128  # at most so many go on from one step of training to the next
LONGEST = 1.0  # of the actor's gradient, which may grow with every imagined step


@dataclass(frozen=True, kw_only=True)
class WorldModelConfig(Config):
    """The knobs of a world model."""

    task: str = knob("pendulum", "what is to be done", choices=tuple(TASKS))
    width: int = knob(64, "units of each hidden layer", low=4, high=512)
    latents: int = knob(0, "numbers of z; with 0 the model is deterministic", low=0, high=16)
    latent_weight: float = knob(1.0, "price of z", low=0.0, high=1000.0, live=True)
    model_steps: int = knob(4000, "steps of the model, before those of critic and actor", low=0, high=10**9)
    horizon: int = knob(16, "steps that the actor looks ahead while it learns", low=1, high=500)
    onward: float = knob(0.0, "share of imagined paths that begin where others led", low=0.0, high=1.0)
    discount: float = knob(0.99, "what a cost counts one step later", low=0.0, high=1.0, live=True)
    trace: float = knob(0.95, "how far the critic learns from imagined costs, not from itself", low=0.0, high=1.0)
    memory: float = knob(0.98, "of the slow critic that the others learn from", low=0.0, high=0.9999)
    model_learning_rate: float = knob(2e-3, "Adam's step size for the model", low=0.0, high=1.0, live=True)
    critic_learning_rate: float = knob(1e-3, "the same for the critic", low=0.0, high=1.0, live=True)
    actor_learning_rate: float = knob(1e-3, "the same for the actor", low=0.0, high=1.0, live=True)


class Dynamics(nn.Module):
    """The model: states (..., S), actions (..., 1) and z (..., Z) -> the states that follow (..., S)."""

    def __init__(self, task: Task, width: int, latents: int):
        super().__init__()
        self.task, self.latents = task, latents
        inputs = task.numbers(task.places) + 1 + latents
        self.net = nn.Sequential(*perceptron(inputs, width, width, len(task.names)))
        self.register_buffer("scale", torch.ones(len(task.names)))  # of what one step changes
        self.register_buffer("low", torch.tensor(task.low), persistent=False)
        self.register_buffer("high", torch.tensor(task.high), persistent=False)

    def forward(self, states: Tensor, actions: Tensor, z: Tensor | None = None) -> Tensor:
        given = [self.task.places(states), actions / self.task.bound]
        if self.latents:
            given.append(states.new_zeros(*states.shape[:-1], self.latents) if z is None else z)
        following = states + self.scale * self.net(torch.cat(given, -1))
        return torch.maximum(torch.minimum(following, self.high), self.low)  # the world has bounds, which are known

    def error(self, batch: Batch, z: Tensor | None = None) -> Tensor:
        """(N,), the squared error of one step in units of what a step changes, the mean over the state's numbers."""
        wrong = (self(batch.states, batch.actions, z) - batch.following) / self.scale
        return wrong.square().mean(-1)

    @torch.enable_grad()
    def infer(self, batch: Batch, weight: float) -> Tensor | None:
        """z* (N, Z) of each transition, from 0 down the slope of error + weight |z|^2; None without latents."""
        if not self.latents:
            return None
        z = batch.states.new_zeros(len(batch), self.latents)
        for _ in range(GUESSES):
            z.requires_grad_()
            energy = self.error(batch, z) + weight * z.square().sum(-1)
            (slope,) = torch.autograd.grad(energy.sum(), z)
            z = z.detach() - STRIDE * slope / (1 + weight)
        return z


class WorldModel(Model):
    """Observations (N, O) as the task's sensors give them; actions (N, 1)."""

    def __init__(self, config: WorldModelConfig):
        super().__init__(config)
        self.task = task = TASKS[config.task]
        self.perception = Perception(task)
        self.model = Dynamics(task, config.width, config.latents)
        self.critic = Critic(task, config.width)
        self.actor = Actor(task, config.width)

    def want_observations(self, observations: Tensor) -> None:
        sensors = self.task.numbers(self.task.observe)
        wanted.rows(self, "observations", observations, sensors)

    def act(self, observations: Tensor) -> Tensor:
        """(N, O) -> the policy's actions (N, 1)."""
        self.want_observations(observations)
        return self.actor(self.perception(observations))

    def imagine(self, observations: Tensor, actions: Tensor) -> Tensor:
        """(N, O) and actions (N, H, 1) -> states (N, H + 1, S). It perceives once; then it sees what it imagines."""
        self.want_observations(observations)
        states = self.perception(observations)
        seen = imagine(self.task, self.model, states, lambda _, number: actions[:, number], actions.shape[1])
        return seen.states.transpose(0, 1)

    def plan(self, observations: Tensor, horizon: int = 25, restarts: int = 4, **choices: object) -> Plan:
        """(N, O) -> the cheapest imagined plan; choices: those of blocks/planning.py.

        The actor proposes one of the restarts, and the critic sees beyond the horizon.
        """
        self.want_observations(observations)
        states = self.perception(observations)
        with torch.no_grad():
            proposed = imagine(self.task, self.model, states, lambda now, _: self.actor(now), horizon).actions
        choices = {"proposal": proposed.transpose(0, 1), "beyond": self.critic} | choices
        with torch.enable_grad():
            return plan(self.task, self.model, states, horizon=horizon, restarts=restarts, **choices)


class WorldModelLearner(Learner):
    """The model first, whose steps grow shorter until it stands still; then critic and actor, in imagination alone."""

    def __init__(self, config: WorldModelConfig):
        super().__init__(config)
        self.model = network = WorldModel(config)
        self.slow = copy.deepcopy(network.critic).requires_grad_(False)
        self.paths = torch.zeros(PATHS, len(network.task.names))  # where imagination has led
        self.going = torch.zeros(PATHS, dtype=torch.bool)
        self.networks = {"model": network.model, "critic": network.critic, "actor": network.actor, "slow": self.slow}
        self.optimizers = {
            name: adam(self.networks[name].parameters(), getattr(config, f"{name}_learning_rate"))
            for name in ("model", "critic", "actor")
        }

    def begin(self, whole: Iterable[Batch]) -> None:
        changes = torch.cat([batch.following - batch.states for batch in whole])
        self.model.model.scale.copy_(changes.std(0).clamp_min(1e-6))

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        if self.steps <= self.config.model_steps:
            return self.update_model(batch)
        return self.update_critic_and_actor(batch.states)

    def update_model(self, batch: Batch) -> dict[str, Tensor]:
        model, optimizer = self.model.model, self.optimizers["model"]
        left = 1 - (self.steps - 1) / self.config.model_steps
        optimizer.param_groups[0]["lr"] = self.config.model_learning_rate * left
        error = model.error(batch, model.infer(batch, self.config.latent_weight)).mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        return {"model_error": error.detach()}

    def update_critic_and_actor(self, states: Tensor) -> dict[str, Tensor]:
        """states: (N, S) of the data."""
        network, config = self.model, self.config
        states = self.begins(states)
        seen = imagine(network.task, network.model, states, lambda now, _: network.actor(now), config.horizon)
        self.leave(seen)
        expected = self.slow(seen.states)
        costs = remaining(seen.costs, expected, seen.alive, config.discount, config.trace)
        price = costs[0].mean() / network.task.scale
        weights = [*network.actor.parameters()]
        for weight, slope in zip(weights, torch.autograd.grad(price, weights), strict=True):
            weight.grad = slope  # of the actor alone: the model stands still
        nn.utils.clip_grad_norm_(weights, LONGEST)
        self.optimizers["actor"].step()
        wrong = (network.critic(seen.states[:-1].detach()) - costs.detach()) / network.task.scale
        loss = (wrong.square() * seen.alive[:-1]).sum() / seen.alive[:-1].sum().clamp_min(1)
        self.optimizers["critic"].zero_grad()
        loss.backward()
        self.optimizers["critic"].step()
        with torch.no_grad():
            pair = [[*critic.parameters()] for critic in (self.slow, network.critic)]
            torch._foreach_lerp_(*pair, 1 - config.memory)
        return {"cost": price.detach() * network.task.scale, "critic_error": loss.detach()}

    def led(self, states: Tensor) -> int:
        """How many of so many paths go on."""
        return min(PATHS, int(self.config.onward * len(states)))

    def begins(self, states: Tensor) -> Tensor:
        """(N, S) of the data -> from where to imagine: some where the last imagination led, for random actions seldom
        come where an actor goes."""
        amount = self.led(states)
        own = torch.where(self.going[:amount, None], self.paths[:amount], states[:amount])
        return torch.cat([own, states[amount:]])

    @torch.no_grad()
    def leave(self, seen: Imagined) -> None:
        """Keeps where it led; what is over begins anew, and so does what is as old as an episode, by chance."""
        amount, task = self.led(seen.states[0]), self.model.task
        self.paths[:amount] = seen.states[-1, :amount]
        young = torch.rand(amount).to(self.paths) > self.config.horizon / task.length
        self.going[:amount] = young & (seen.alive[-1, :amount] > 0)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """What the policy does and what the critic expects."""
        model = self.model
        return {"maps": maps(model.task, model.actor, model.critic, next(model.parameters()).device)}

    def knobs_changed(self) -> None:
        for name, optimizer in self.optimizers.items():
            optimizer.param_groups[0]["lr"] = getattr(self.config, f"{name}_learning_rate")


FAMILY = Family(
    name="world-model",
    title="World model",
    paper="https://openreview.net/pdf?id=BZ5a1r-kVsf",
    summary="It learns what its actions do, plans by looking ahead, and learns to act without planning.",
    chapter="world model",
    task="reinforcement-learning",
    data=tuple(TASKS),
    objective=Objective("model_error", rises=False),
    headline=(
        ("mpc_return", "planner {:.1f}"),
        ("policy_return", "policy {:.1f}"),
        ("optimum_return", "optimum {:.1f}"),
        ("docked_without_walls", "{:.1%} docked"),
        ("docked", "{:.1%} within the yard"),
    ),
    evaluate=("control",),
    config=WorldModelConfig,
    model=WorldModel,
    learner=WorldModelLearner,
)
