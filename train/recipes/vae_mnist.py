"""The VAE of binarised MNIST with the best likelihood: convolutional, 32 latents.

python -m train vae-mnist
"""

from genmodels.models.vae import VAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="vae",
    data="mnist",
    config=VAEConfig(latents=32, binarize=True),
    steps=9000,
    batch_size=128,
)
