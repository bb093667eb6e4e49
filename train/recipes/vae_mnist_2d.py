"""The VAE whose latent space is a map: two latents.

python -m train vae-mnist-2d
"""

from genmodels.models.vae import VAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="vae",
    data="mnist",
    config=VAEConfig(latents=2, width=16),
    steps=3000,
    batch_size=128,
)
