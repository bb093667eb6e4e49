"""SimCLR on clothes.

python -m train simclr-fashion

41 minutes on 1 CPU thread of a crowded machine, 17 epochs:
nearest neighbours 87.1 %, linear probe 88.8 %, with a hundred labels 75.2 %; of pixels 84.5, 84.0 and 70.7 %
(python -m train evaluate simclr-fashion).
"""

from genmodels.models.simclr import SimCLRConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="simclr",
    data="fashion",
    config=SimCLRConfig(),
    steps=4000,
    batch_size=256,
    fading=("learning_rate",),
)
