"""The classifier that judges digits.

python -m train judge-mnist
"""

from genmodels.models.judge import JudgeConfig
from train.recipe import Recipe

RECIPE = Recipe(family="judge", data="mnist", config=JudgeConfig(width=24, decay_steps=5000, mirror=False), steps=5000)
