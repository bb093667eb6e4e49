"""A dictionary of 100 atoms for patches of photographs.

python -m train sparse-patches-100

Half a minute on 1 CPU thread of an AMD EPYC:
all atoms are Gabor functions with an R^2 of at least 0.7 (of pictures of noise none is), 32 atoms a patch, energy 18.3
of 50 (python -m train evaluate sparse-patches-100).
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
