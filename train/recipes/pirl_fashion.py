"""PIRL on clothes: jigsaws of nine pieces, a bank of 60,000 rows.

python -m train pirl-fashion
"""

from genmodels.models.pirl import PIRLConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pirl",
    data="fashion",
    config=PIRLConfig(),
    steps=4000,
    batch_size=256,
    fading=("learning_rate",),
)
