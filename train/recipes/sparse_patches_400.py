"""A dictionary of 400 atoms for patches of photographs.

python -m train sparse-patches-400
"""

from genmodels.models.sparse_coding import SparseCodingConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="sparse-coding",
    data="patches-10",
    config=SparseCodingConfig(atoms=400, iterations=50),
    steps=4000,
    batch_size=100,
    fading=("learning_rate",),
)
