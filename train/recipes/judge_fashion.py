"""The classifier that judges Fashion-MNIST's articles.

python -m train judge-fashion

8 minutes on 1 CPU thread of a busy 2.5 GHz Xeon:
test accuracy 90.73% (python -m train evaluate judge-fashion).
"""

from genmodels.models.judge import JudgeConfig
from train.recipe import Recipe

RECIPE = Recipe(family="judge", data="fashion", config=JudgeConfig(width=24, decay_steps=2500, mirror=True), steps=2500)
