"""The classifier that judges digits.

python -m train judge-mnist

15 minutes on 2 CPU threads of a busy 2.5 GHz Xeon:
test accuracy 99.60% (python -m train evaluate judge-mnist).
"""

from genmodels.models.judge import JudgeConfig
from train.recipe import Recipe

RECIPE = Recipe(family="judge", data="mnist", config=JudgeConfig(width=24, decay_steps=5000, mirror=False), steps=5000)
