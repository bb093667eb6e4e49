"""Looking ahead: what a plan costs that is imagined step by step, and plans that gradients make cheaper.

Model predictive control by backpropagation: the actions of the next steps are all that is learned. The state that the
model predicts is fed back to it, the costs are added up, and the sum's gradient bends the actions. Of the best plan one
step is taken; what is left of it is the warm start of the next.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels.data.task import Task

Step = Callable[[Tensor, Tensor], Tensor]  # states and actions -> the states that follow


@dataclass(frozen=True, eq=False)
class Imagined:
    """What is seen when one looks ahead H steps.

    states: (H + 1, ..., S), the first as given.  actions: (H, ..., A).  costs: (H, ...), 0 after the end.
    alive: (H + 1, ...), 1 until the episode is over.
    """

    states: Tensor
    actions: Tensor
    costs: Tensor
    alive: Tensor


def imagine(task: Task, step: Step, states: Tensor, choose: Callable[[Tensor, int], Tensor], horizon: int) -> Imagined:
    """choose: states (..., S) and the number of the step -> actions (..., A). What is over stands still."""
    seen, done, costs, alive = [states], [], [], [torch.ones_like(states[..., 0])]
    for number in range(horizon):
        actions = choose(states, number)
        cost, following = task.cost(states, actions), step(states, actions)
        if task.ends:
            following = torch.where(alive[-1][..., None] > 0, following, states)
            ended = alive[-1] * task.over(following)
            cost = alive[-1] * cost + ended * task.final(following)
            alive.append(alive[-1] - ended)
        else:
            alive.append(alive[-1])
        states = following
        seen.append(states)
        done.append(actions)
        costs.append(cost)
    return Imagined(torch.stack(seen), torch.stack(done), torch.stack(costs), torch.stack(alive))


@dataclass(frozen=True, eq=False)
class Plan:
    """actions: (N, H, A), the cheapest that was found.  costs: (N,).  begun: (N,), what the warm start would cost."""

    actions: Tensor
    costs: Tensor
    begun: Tensor

    def later(self) -> Tensor:
        """What is left after one step, and a last action of 0: the next plan's warm start."""
        return torch.cat([self.actions[:, 1:], torch.zeros_like(self.actions[:, :1])], 1)


def plan(
    task: Task,
    step: Step,
    states: Tensor,
    *,
    horizon: int = 20,
    restarts: int = 8,
    iterations: int = 10,
    rate: float = 0.1,
    warm: Tensor | None = None,
    proposal: Tensor | None = None,
    beyond: Callable[[Tensor], Tensor] | None = None,
    generator: torch.Generator | None = None,
) -> Plan:
    """The best of so many plans (N, H, A), each bent by so many steps of Adam inside the actions' bounds.

    rate: in shares of the bound.  warm: the first of them, (N, H, A); else a plan of zeros. The others are random,
    but for one that somebody proposes.  proposal: (N, H, A), there must be two restarts or more.
    beyond: (..., S) -> (...,), what comes after the horizon.
    """
    rows = len(states)
    first = states.new_zeros(rows, horizon, 1) if warm is None else warm
    others = task.bound * (2 * torch.rand(restarts - 1, rows, horizon, 1, generator=generator).to(states) - 1)
    if proposal is not None:
        others[0] = proposal
    actions = torch.cat([first[None], others]).detach().requires_grad_()  # (R, N, H, A)
    optimizer = torch.optim.Adam([actions], rate * task.bound, fused=True)
    begin, best, cheapest = states.expand(restarts, *states.shape), first.clone(), None
    for iteration in range(iterations + 1):
        costs = unrolled_cost(task, step, begin, actions, beyond)
        least, which = costs.detach().min(0)
        chosen = actions.detach()[which, torch.arange(rows, device=states.device)]
        if cheapest is None:
            begun, cheapest, best = costs[0].detach(), least, chosen
        else:
            best = torch.where((least < cheapest)[:, None, None], chosen, best)
            cheapest = torch.minimum(least, cheapest)
        if iteration < iterations:
            (actions.grad,) = torch.autograd.grad(costs.sum(), actions)
            optimizer.step()
            with torch.no_grad():
                actions.clamp_(-task.bound, task.bound)
    return Plan(best, cheapest, begun)


def unrolled_cost(
    task: Task, step: Step, states: Tensor, actions: Tensor, beyond: Callable[[Tensor], Tensor] | None = None
) -> Tensor:
    """States (..., S), actions (..., H, A) -> (...,): the sum of the steps' costs, and what comes after."""
    seen = imagine(task, step, states, lambda _, number: actions[..., number, :], actions.shape[-2])
    total = seen.costs.sum(0)
    return total if beyond is None else total + seen.alive[-1] * beyond(seen.states[-1])


@torch.no_grad()
def driven(task: Task, states: Tensor, act: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """An episode in the world itself from each start (N, S): its return (N,), and its last state (N, S).

    act: observations (N, O) -> actions (N, A).
    """
    seen = imagine(task, task.step, states, lambda now, _: act(task.observe(now)), task.length)
    return -seen.costs.sum(0), seen.states[-1]


def remaining(costs: Tensor, values: Tensor, alive: Tensor, discount: float, trace: float) -> Tensor:
    """What is still to be paid from each step on, (H, ...): a mixture of all n-step sums (TD(lambda), Sutton 1988).

    costs: (H, ...).  values: (H + 1, ...), what the critic expects of each state.  trace: lambda.
    """
    total, found = values[-1] * alive[-1], []
    for number in reversed(range(len(costs))):
        after = (1 - trace) * values[number + 1] * alive[number + 1] + trace * total
        total = costs[number] + discount * after
        found.append(total)
    return torch.stack(found[::-1])
