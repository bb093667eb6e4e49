"""PIRL on clothes: jigsaws of nine pieces, a bank of 60,000 rows.

python -m train pirl-fashion

58 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, in bfloat16, 26 epochs:
nearest neighbours 88.0 %, linear probe 90.0 %, with a hundred labels 75.4 %; of pixels 84.5, 84.0 and 70.7 %
(python -m train evaluate pirl-fashion).
"""

from genmodels.models.pirl import PIRLConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pirl",
    data="fashion",
    config=PIRLConfig(grid=3),
    steps=6000,
    batch_size=256,
    fading=("learning_rate",),
)
