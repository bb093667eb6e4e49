"""EBGAN on digits.

python -m train ebgan-mnist
"""

from genmodels.models.ebgan import EBGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="ebgan",
    data="mnist",
    config=EBGANConfig(),
    steps=6000,
    batch_size=64,
    fading=("g_learning_rate", "d_learning_rate"),
)
