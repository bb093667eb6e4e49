"""The classifier that judges Fashion-MNIST's articles.

python -m train judge-fashion

Half an hour on 1 CPU thread of an AMD EPYC, two hours where others shared it:
test accuracy 93.00% (python -m train evaluate judge-fashion). With 24 channels and 2,500 steps it was 90.73%.
"""

from genmodels.models.judge import JudgeConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="judge", data="fashion", config=JudgeConfig(width=32, decay_steps=10_000, mirror=True), steps=10_000
)
