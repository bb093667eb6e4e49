"""The same machine as everybody first writes it, by CD-1 and not centred: its likelihood falls while it trains.

python -m train rbm-mnist-cd1

TIME
SCORES
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
