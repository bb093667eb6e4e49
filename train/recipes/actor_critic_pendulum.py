"""Reinforcement learning on the pendulum, to be held against a world model.

python -m train actor-critic-pendulum

2 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared:
return -141.6 on 100 starts whose optimum is -134.7 (python -m train evaluate actor-critic-pendulum), after 30,000 real
steps, 10,000 of them random. The episodes' returns come near it after about 14,000.
"""

from genmodels.models.actor_critic import ActorCriticConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="actor-critic",
    data="pendulum",
    config=ActorCriticConfig(task="pendulum"),
    steps=20_000,
    batch_size=128,
)
