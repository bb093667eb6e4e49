"""The conditional GAN of digits.

python -m train cgan-mnist
"""

from genmodels.models.cgan import CGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cgan",
    data="mnist",
    config=CGANConfig(g_learning_rate=3e-4, d_learning_rate=3e-4),
    steps=12000,
    batch_size=64,
)
