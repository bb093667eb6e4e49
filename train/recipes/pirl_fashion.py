"""PIRL on clothes: jigsaws of nine pieces, a bank of 60,000 rows.

python -m train pirl-fashion

74 minutes on 1 CPU thread of a Xeon with AMX, two other trainings beside it, in bfloat16, 38 epochs:
nearest neighbours 88.0 %, linear probe 90.7 %, with a hundred labels 75.7 %; of pixels 84.5, 84.7 and 70.7 %
(python -m train evaluate pirl-fashion). Half of the pictures are cut into pieces, and these weigh less: with all of
them and equal weights (--puzzled 1 --weight 0.5) a step takes longer, and 6,000 of them, an hour, had 90.3 %. A wider
encoder (--width 42, two hours beside other work) had 90.6 %, and with a hundred labels 75.8 %: neither steps nor width
are what it lacks.
"""

from genmodels.models.pirl import PIRLConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pirl",
    data="fashion",
    config=PIRLConfig(grid=3, puzzled=0.5, weight=0.3),
    steps=9000,
    batch_size=256,
    fading=("learning_rate",),
)
