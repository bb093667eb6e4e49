"""The page's worlds, networks and planner beside PyTorch's, on the same weights, states and restarts."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels.blocks.planning import plan, unrolled_cost
from genmodels.data.rods import rods
from genmodels.data.rollouts import TASKS
from genmodels.models.perception import PerceptionConfig, PixelPerception
from genmodels.models.world_model import WorldModel, WorldModelConfig
from ui.tabs.plan.asks import told

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "tabs/plan" / f"{name}.js" for name in ("planner", "networks", "pendulum", "truck")]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const [{ createPlanner }, { networksOf, trueModel }, { PENDULUM }, { TRUCK }] =
  await Promise.all(process.argv.slice(1).map(path => import(path)));
const { told, states, warm, draws, iterations, wind } = JSON.parse(readFileSync(0, "utf-8"));
const world = told.task === "pendulum" ? PENDULUM : TRUCK;
const horizon = warm[0].length, restarts = 1 + draws[0].length / horizon, networks = networksOf(world, told, horizon);
const planner = createPlanner(world, { horizon: horizon + 3, restarts: restarts + 1 });
const numbers = values => Array.from(values);
const found = kind => states.map((state, row) => {
  let drawn = 0;
  const { critic } = networks, real = { model: trueModel(world), critic: kind === "alone" ? null : critic };
  const modules = kind === "learned" ? networks : real;
  planner.begin(state, { horizon, restarts, warm: warm[row], draw: () => draws[row][drawn++] }, modules);
  const first = {
    begun: planner.told.begun, costs: numbers(planner.costs).slice(0, restarts),
    slopes: numbers(planner.slopes).slice(0, restarts * horizon),
  };
  for (let turn = 0; turn < iterations; turn++) planner.bend();
  const warmNext = new Float64Array(horizon);
  planner.later(warmNext);
  const actions = numbers(planner.best).slice(0, horizon);
  return { ...first, cost: planner.told.cost, actions, later: numbers(warmNext) };
});
const out = new Float64Array(world.numbers);
const acts = states.map((state, row) => [networks.actor.act(state, 0), networks.critic.expected(state, 0)]);
const steps = states.map((state, row) => { world.step(state, 0, warm[row][0], out, 0, wind); return numbers(out); });
const ends = states.map(state => [world.over(state, 0), world.failed(state, 0), world.final(state, 0)]);
const plans = Object.fromEntries(["learned", "true", "alone"].map(kind => [kind, found(kind)]));
console.log(JSON.stringify({ ...plans, acts, steps, ends }));
"""
HORIZON, RESTARTS, ITERATIONS = 12, 4, 10
KINDS = ("learned", "true", "alone")


@pytest.fixture(scope="module", params=TASKS)
def agent(request) -> WorldModel:
    torch.manual_seed(0)
    made = WorldModel(WorldModelConfig(task=request.param, width=9)).requires_grad_(False).double()
    made.model.scale.copy_(torch.tensor([0.2, 0.5] if request.param == "pendulum" else [0.3, 0.3, 0.4, 0.1]))
    return made


@pytest.fixture(scope="module")
def states(agent) -> torch.Tensor:
    """As episodes begin; of the truck also close to the dock, to the edges and to a fold."""
    found = agent.task.starts(6, torch.Generator().manual_seed(2)).double()
    if agent.task.name == "pendulum":
        return torch.cat([found, torch.tensor([[3.0, 7.9], [-9.5, -7.9]]).double()])
    near = [[5.0, 0.6, 0.1, 0.1], [6.0, -2.0, -0.2, 0.3], [36.0, 8.5, 1.2, 0.2], [20.0, -7.0, 0.9, -0.4]]
    return torch.cat([found, torch.tensor(near).double()])


@pytest.fixture(scope="module")
def given(agent, states) -> tuple[torch.Tensor, torch.Tensor]:
    """The warm start (N, H, 1), and what the planner draws for all N states at once (N, (R - 1) * H)."""
    warm = agent.task.bound * (2 * torch.rand(len(states), HORIZON, 1, generator=torch.Generator().manual_seed(3)) - 1)
    draws = torch.rand(RESTARTS - 1, len(states), HORIZON, 1, generator=torch.Generator().manual_seed(4))
    return warm.double(), 2 * draws.double().transpose(0, 1).flatten(1) - 1


@pytest.fixture(scope="module")
def found(agent, states, given) -> dict:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    warm, draws = given
    sent = {"told": told(agent), "states": states.tolist(), "warm": warm[..., 0].tolist(), "draws": draws.tolist()}
    sent |= {"iterations": ITERATIONS, "wind": 0.3}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, *(script.as_uri() for script in SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def modules(agent, kind: str):
    return agent.model if kind == "learned" else agent.task.step, None if kind == "alone" else agent.critic


def close(told_by_page, expected: torch.Tensor) -> None:
    torch.testing.assert_close(torch.tensor(told_by_page).double(), expected.double(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_costs_and_slopes_are_those_of_the_package(agent, states, given, found, kind):
    step, beyond = modules(agent, kind)
    warm, draws = given
    others = agent.task.bound * draws.view(len(states), RESTARTS - 1, HORIZON, 1)
    actions = torch.cat([warm[:, None], others], 1).transpose(0, 1).requires_grad_()  # (R, N, H, 1)
    costs = unrolled_cost(agent.task, step, states.expand(RESTARTS, -1, -1), actions, beyond)
    slopes = torch.autograd.grad(costs.sum(), actions)[0]
    for row, answer in enumerate(found[kind]):
        assert slopes[:, row].any()
        close(answer["costs"], costs[:, row].detach())
        close(answer["slopes"], slopes[:, row].flatten())
        assert answer["begun"] == answer["costs"][0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_plan_after_ten_iterations_is_that_of_the_package(agent, states, given, found, kind):
    step, beyond = modules(agent, kind)
    best = plan(
        agent.task, step, states, horizon=HORIZON, restarts=RESTARTS, iterations=ITERATIONS,
        warm=given[0], beyond=beyond, generator=torch.Generator().manual_seed(4),
    )  # fmt: skip
    for row, answer in enumerate(found[kind]):
        assert answer["cost"] == pytest.approx(best.costs[row].item(), abs=1e-4, rel=1e-4)
        assert answer["cost"] < answer["begun"], "ten iterations bend it"
        close(answer["actions"], best.actions[row, :, 0])
        close(answer["later"], best.later()[row, :, 0])


def test_the_pages_actor_critic_and_worlds_are_those_of_the_package(agent, states, given, found):
    acted, expected = torch.tensor(found["acts"]).unbind(-1)
    close(acted.tolist(), agent.actor(states)[:, 0])
    close(expected.tolist(), agent.critic(states))
    windy = agent.task.step(states, given[0][:, 0])
    if agent.task.name == "pendulum":
        windy[:, 1] = (windy[:, 1] + 3 * 0.3 * 0.05).clamp(-8, 8)
        slow = agent.task.step(states, given[0][:, 0])[:, 1].abs() < 7.9
        windy[:, 0] = states[:, 0] + 0.05 * windy[:, 1]
        close(torch.tensor(found["steps"])[slow].tolist(), windy[slow])
    else:
        windy[:, 1] += 0.3
        close(found["steps"], windy)
    assert [end[0] for end in found["ends"]] == agent.task.over(states).tolist()
    close([end[2] for end in found["ends"]], agent.task.final(states))
    assert math.isfinite(sum(map(sum, found["steps"])))


SEES = """
import { readFileSync } from "node:fs";
const [{ drawRod, hide, SIDE }, { createPerception }, { layersOf }] =
  await Promise.all(process.argv.slice(1).map(path => import(path)));
const { told, angles, cover } = JSON.parse(readFileSync(0, "utf-8"));
const { read } = createPerception({ eye: layersOf(told.eye), head: layersOf(told.head) });
const drawn = angle => { const out = new Float64Array(SIDE * SIDE); drawRod(angle, out); return out; };
const pictures = angles.map(([, now]) => Array.from(drawn(now)));
const states = angles.map(([before, now]) => {
  const seen = drawn(now), out = [0, 0];
  hide(seen, cover);
  read(drawn(before), seen, out);
  return out;
});
console.log(JSON.stringify({ pictures, states }));
"""


@torch.no_grad()
def test_the_page_draws_the_pendulum_and_perceives_it_as_the_package_does():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    torch.manual_seed(0)
    model = PixelPerception(PerceptionConfig(width=9, code=5, reading=7)).double().eval()
    for weight in model.parameters():
        weight.mul_(3)  # so that what is told differs, and some speeds are beyond what there is
    angles = 8 * torch.rand(20, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1)) - 4
    cover = {"left": 9, "top": 2, "wide": 8, "high": 11}
    sent = {"told": told(model), "angles": angles.tolist(), "cover": cover}
    scripts = [UI / "tabs/plan" / f"{name}.js" for name in ("rods", "senses", "networks")]
    command = [node, "--input-type=module", "-e", SEES, *(script.as_uri() for script in scripts)]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    told_by_page = json.loads(done.stdout)
    pictures = rods(angles)
    drawn = torch.tensor(told_by_page["pictures"], dtype=torch.float64)
    torch.testing.assert_close(drawn, pictures[:, 1].flatten(1), rtol=0, atol=1e-6)
    pictures[:, 1, 2:13, 9:17] = 0
    expected = model.perceive(pictures)
    assert expected.std(0).min() > 0.05, "they differ"
    close(told_by_page["states"], expected)
