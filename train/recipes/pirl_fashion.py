"""PIRL on clothes: jigsaws of nine pieces, a bank of 60,000 rows.

python -m train pirl-fashion

73 minutes on 1 CPU thread of a Xeon with AMX, other work beside it and some pauses, in bfloat16, 51 epochs:
nearest neighbours 88.1 %, linear probe 91.4 %, with a hundred labels 76.5 %; of pixels 84.5, 84.7 and 70.7 %
(python -m train evaluate pirl-fashion). A quarter of the pictures are cut into pieces, and these weigh a fifth. More of
either leaves less for the views: with half of the pictures and --weight 0.3, 9,000 steps had 90.7 %, with
all of them and equal weights (--puzzled 1 --weight 0.5) 6,000 of them, an hour, 90.3. A wider encoder (--width 42, two
hours beside other work) had 90.6 % with the half.
"""

from genmodels.models.pirl import PIRLConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pirl",
    data="fashion",
    config=PIRLConfig(grid=3, puzzled=0.25, weight=0.2),
    steps=12000,
    batch_size=256,
    fading=("learning_rate",),
)
