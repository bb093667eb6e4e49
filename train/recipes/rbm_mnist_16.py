"""A Boltzmann machine so small that its likelihood is known exactly: 16 hidden units.

python -m train rbm-mnist-16

5 minutes on 1 CPU thread of a busy 2.5 GHz Xeon, 50 epochs:
test log-likelihood -142.0 nats, exactly, and by AIS, give or take 0.1 (python -m train evaluate
rbm-mnist-16). The best published figure of 16 hidden units is -142.56.
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
