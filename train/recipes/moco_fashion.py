"""MoCo on clothes: 4,096 keys in the queue.

python -m train moco-fashion
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
