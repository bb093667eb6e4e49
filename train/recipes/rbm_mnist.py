"""The Boltzmann machine of MNIST with the best likelihood: 500 hidden units, centred, persistent particles.

python -m train rbm-mnist

26 minutes on 1 CPU thread of a busy 2.5 GHz Xeon, 133 epochs:
test log-likelihood -85.2 nats by AIS, give or take 0.1, and -85.1 by AIS backwards (python -m train evaluate rbm-mnist;
1,000 chains, 10,000 temperatures, 15 minutes of a CPU thread). The best published figure of a machine of this size is
-84.86, whose own estimate backwards is 12 nats away.

What bounds it is the time in which the step size falls to nothing: while it is large the particles lag behind the
weights, and after 44,000 steps a short estimate was -95. The run was stopped three times and went on, with its end put
at 65,000, 100,000 and 80,000 steps in turn, so that its step size fell less evenly than it does here.
"""

from genmodels.models.rbm import RBMConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="rbm",
    data="mnist",
    config=RBMConfig(hidden=500, decay=1e-4),
    steps=80_000,
    batch_size=100,
    fading=("learning_rate",),
)
