"""LISTA on patches of photographs, with 400 atoms.

python -m train lista-patches-400
"""

from genmodels.models.lista import LISTAConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="lista",
    data="patches-10",
    config=LISTAConfig(atoms=400, dictionary_steps=4000),
    steps=20_000,
    batch_size=100,
    fading=("encoders_learning_rate",),
)
