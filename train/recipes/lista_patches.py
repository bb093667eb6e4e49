"""LISTA on patches of photographs, with 100 atoms.

python -m train lista-patches

9 minutes on 1 CPU thread of an AMD EPYC, two other trainings beside it. By code error one use of S is worth 9 steps of
FISTA, three 12, seven 15 (python -m train evaluate lista-patches; 1,000 test patches). The paper has 18 for one; here a
patch has 32 atoms of 100, of which one step cannot know all. Dearer numbers, and so fewer atoms, make it no better:
with --sparsity 1 --steps 8000 it is 8, 11 and 13. With 400 atoms the paper has 35 for one, and here it is 10, 13 and 14
(--atoms 400 --batch_size 500 --steps 8000, five minutes of an NVIDIA H200 that fourteen other trainings shared).
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
