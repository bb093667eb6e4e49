"""A Boltzmann machine so small that its likelihood is known exactly: 16 hidden units.

python -m train rbm-mnist-16

TIME
SCORES
"""

from genmodels.models.rbm import RBMConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="rbm",
    data="mnist",
    config=RBMConfig(hidden=16),
    steps=30_000,
    batch_size=100,
    fading=("learning_rate",),
)
