"""LISTA on patches of photographs, with 100 atoms.

python -m train lista-patches
"""

from genmodels.models.lista import LISTAConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="lista",
    data="patches-10",
    config=LISTAConfig(atoms=100, dictionary_steps=4000),
    steps=20_000,
    batch_size=100,
    fading=("encoders_learning_rate",),
)
