"""The Boltzmann machine of MNIST with the best likelihood: 500 hidden units, centred, persistent particles.

python -m train rbm-mnist

TIME
SCORES
"""

from genmodels.models.rbm import RBMConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="rbm",
    data="mnist",
    config=RBMConfig(hidden=500, decay=1e-4),
    steps=100_000,
    batch_size=100,
    fading=("learning_rate",),
)
