"""SimCLR on clothes.

python -m train simclr-fashion
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
