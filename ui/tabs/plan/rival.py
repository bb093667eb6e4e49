"""What the Plan tab tells of reinforcement learning: steps in the world, and what they are worth."""

from torch import nn

from genmodels.data.rollouts import COUNTS
from ui.serving import checked, infer
from ui.serving.offers import Offer
from ui.tabs.plan.offer import WORLDS

RIVALS = Offer(("actor-critic-pendulum",), families=("actor-critic",), shape=None)


def rival(data: dict) -> dict:
    """{"model": an actor-critic, "world": a world model} of one task -> returns.

    {"curve": [[real steps, return], ...] of episodes while the first learned, "rival": in the end, after "steps";
    "planner", "policy": of the other, after "given" real steps; "optimum"}. What was not measured is null.
    """
    learned, world = checked.network(data.get("model"), RIVALS), checked.network(data.get("world"), WORLDS)
    scores = world.card.scores
    told = {name: scores.get(f"{score}_return") for name, score in (("planner", "mpc"), ("policy", "policy"))}
    return _curve(learned) | told | {"optimum": scores.get("optimum_return"), "given": COUNTS["train"]}


@infer.once
def _curve(model: nn.Module) -> dict:
    curve = model.progress[model.progress[:, 0] > 0].tolist()
    return {"curve": curve, "rival": model.card.scores.get("policy_return"), "steps": curve[-1][0] if curve else None}
