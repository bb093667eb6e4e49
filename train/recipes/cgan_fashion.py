"""The conditional GAN of Fashion-MNIST.

python -m train cgan-fashion
"""

from genmodels.models.cgan import CGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cgan",
    data="fashion",
    config=CGANConfig(g_learning_rate=3e-4, d_learning_rate=3e-4),
    steps=7000,
    batch_size=64,
)
