"""SimCLR on clothes.

python -m train simclr-fashion

61 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared, in bfloat16, 38 epochs (6,000 steps, then by
--resume with --steps 9000 as many as here):
nearest neighbours 87.7 %, linear probe 91.3 %, with a hundred labels 76.4 %; of pixels 84.5, 84.7 and 70.7 %
(python -m train evaluate simclr-fashion). With a tenth of the probe's weight decay it was 91.0 %,
of pixels 84.0, and after 6,000 steps 90.8. Features told apart by place are what made that probe better: over the
whole picture it was 88.4 %.
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
