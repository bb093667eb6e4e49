"""A world model of the truck.

python -m train world-truck
"""

from genmodels.models.world_model import WorldModelConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="world-model",
    data="truck",
    config=WorldModelConfig(task="truck", model_steps=4000, onward=0.5),
    steps=9000,
    batch_size=256,
    fading=("critic_learning_rate", "actor_learning_rate"),
)
