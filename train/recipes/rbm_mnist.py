"""The Boltzmann machine of MNIST with the best likelihood: 500 hidden units, centred, persistent particles.

python -m train rbm-mnist

31 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, 267 epochs:
test log-likelihood -84.4 nats by AIS, give or take 0.2, and -84.3 by AIS backwards (python -m train evaluate rbm-mnist;
1,000 chains, 10,000 temperatures, 15 minutes of a CPU thread). The best published figure of a machine of this size is
-84.86, whose own estimate backwards is 12 nats away.

What bounds it is the time in which the step size falls to nothing: while it is large the particles lag behind the
weights. With half as many steps it was -85.2.
"""

from genmodels.models.rbm import RBMConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="rbm",
    data="mnist",
    config=RBMConfig(hidden=500, decay=1e-4),
    steps=160_000,
    batch_size=100,
    fading=("learning_rate",),
)
