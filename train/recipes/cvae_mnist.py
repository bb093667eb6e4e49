"""The conditional VAE of digits: the label is given, ten latents hold the handwriting.

python -m train cvae-mnist
"""

from genmodels.models.cvae import CVAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cvae",
    data="mnist",
    config=CVAEConfig(latents=10, width=16),
    steps=4000,
    batch_size=128,
)
