"""SimCLR on clothes.

python -m train simclr-fashion

61 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, in bfloat16, 38 epochs (6,000 steps, then by
--resume with --steps 9000 as many as here):
nearest neighbours 87.7 %, linear probe 91.0 %, with a hundred labels 76.4 %; of pixels 84.5, 84.0 and 70.7 %
(python -m train evaluate simclr-fashion). After 6,000 steps it was 87.6, 90.8 and 76.1. Features told apart by place
are what made the probe better: over the whole picture it was 88.4 %.
"""

from genmodels.models.simclr import SimCLRConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="simclr",
    data="fashion",
    config=SimCLRConfig(grid=3),
    steps=9000,
    batch_size=256,
    fading=("learning_rate",),
)
