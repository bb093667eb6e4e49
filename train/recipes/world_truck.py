"""A world model of the truck.

python -m train world-truck

9 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, from 10,000 random steps in the world:
the policy docks from 73.4% of 500 starts, 86.8% of those from which there is a way
(python -m train evaluate world-truck). Without onward it was 66.4%: it arrived, but askew.
"""

from genmodels.models.world_model import WorldModelConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="world-model",
    data="truck",
    config=WorldModelConfig(task="truck", model_steps=4000, onward=0.5),
    steps=16_000,
    batch_size=256,
    fading=("critic_learning_rate", "actor_learning_rate"),
)
