"""The same machine as everybody first writes it, by CD-1 and not centred: its likelihood falls while it trains.

python -m train rbm-mnist-cd1

3 minutes on 1 CPU thread of a busy 2.5 GHz Xeon, 10 epochs:
test log-likelihood -154 nats by AIS (python -m train evaluate rbm-mnist-cd1, when that took 200 chains), where short
estimates were -117 after 1,500 steps and -118 after 3,000. What it has lost it has lost to the black picture, 151 nats
below the mean digit: 78 of 100 chains that begin at digits are there after 100 sweeps, and no contrast of one sweep
arrives there. AIS backwards says -131: where a machine does not mix, its chains are not the machine's own, and it is no
bound.
"""

from genmodels.models.rbm import RBMConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="rbm",
    data="mnist",
    config=RBMConfig(hidden=500, persistent=False, centred=False),
    steps=6000,
    batch_size=100,
)
