"""MoCo on clothes: 4,096 keys in the queue.

python -m train moco-fashion

52 minutes on 1 CPU thread beside much other work, 17 epochs:
nearest neighbours 86.6 %, linear probe 88.8 %, with a hundred labels 74.7 %; of pixels 84.5, 84.0 and 70.7 %
(python -m train evaluate moco-fashion).
"""

from genmodels.models.moco import MoCoConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="moco",
    data="fashion",
    config=MoCoConfig(),
    steps=4000,
    batch_size=256,
    fading=("learning_rate",),
)
