"""A world model of the pendulum.

python -m train world-pendulum

4 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, from 10,000 random steps in the world:
from 100 starts whose optimum is -134.7 the planner returns -137.4, the policy -139.2
(python -m train evaluate world-pendulum). With 8,000 steps of training it was -140.0, -141.3.
"""

from genmodels.models.world_model import WorldModelConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="world-model",
    data="pendulum",
    config=WorldModelConfig(task="pendulum", model_steps=5000),
    steps=14_000,
    batch_size=256,
    fading=("critic_learning_rate", "actor_learning_rate"),
)
