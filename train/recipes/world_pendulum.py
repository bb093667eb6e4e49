"""A world model of the pendulum.

python -m train world-pendulum
"""

from genmodels.models.world_model import WorldModelConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="world-model",
    data="pendulum",
    config=WorldModelConfig(task="pendulum", model_steps=5000),
    steps=8000,
    batch_size=256,
    fading=("critic_learning_rate", "actor_learning_rate"),
)
