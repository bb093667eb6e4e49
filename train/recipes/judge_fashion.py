"""The classifier that judges Fashion-MNIST's articles.

python -m train judge-fashion
"""

from genmodels.models.judge import JudgeConfig
from train.recipe import Recipe

RECIPE = Recipe(family="judge", data="fashion", config=JudgeConfig(width=24, decay_steps=2500, mirror=True), steps=2500)
