"""A dictionary of 100 atoms for patches of photographs.

python -m train sparse-patches-100
"""

from genmodels.models.sparse_coding import SparseCodingConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="sparse-coding",
    data="patches-10",
    config=SparseCodingConfig(atoms=100),
    steps=4000,
    batch_size=100,
    fading=("learning_rate",),
)
