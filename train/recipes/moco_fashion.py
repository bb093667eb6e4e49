"""MoCo on clothes: 4,096 keys in the queue.

python -m train moco-fashion

60 minutes on 1 CPU thread of a Xeon with AMX, shared with much else, in bfloat16, 51 epochs:
nearest neighbours 87.7 %, linear probe 91.5 %, with a hundred labels 76.0 %; of pixels 84.5, 84.7 and 70.7 %
(python -m train evaluate moco-fashion). With a tenth of the probe's weight decay it was 91.3 %,
and after half as many steps 90.6.
"""

from genmodels.models.moco import MoCoConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="moco",
    data="fashion",
    config=MoCoConfig(grid=3),
    steps=12_000,
    batch_size=256,
    fading=("learning_rate",),
)
