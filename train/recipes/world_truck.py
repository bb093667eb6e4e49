"""A world model of the truck.

python -m train world-truck

49 minutes on 1 CPU thread of a busy Xeon, from 10,000 random steps in the world:
the policy docks from 96.0% of 500 starts, of which it leaves the yard on its way from a fifth. Where that counts as a
failure it docks from 77.0%: from 84.4% there is a way, and it finds 91.2% of these (python -m train evaluate
world-truck). With half of the steps and a discount of 0.99 it was 73.4% and 86.8%: sixty
steps ahead, what an arrival costs counted half. Without onward, too, 66.4%: it arrived, but askew.
"""

from genmodels.models.world_model import WorldModelConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="world-model",
    data="truck",
    config=WorldModelConfig(task="truck", model_steps=4000, onward=0.5, discount=0.998),
    steps=32_000,
    batch_size=256,
    fading=("critic_learning_rate", "actor_learning_rate"),
)
