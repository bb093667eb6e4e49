"""The VAE whose latent space is a map: two latents.

python -m train vae-mnist-2d

6 minutes on 1 CPU thread of a busy 2.5 GHz Xeon:
test NLL 140.71 nats (python -m train evaluate vae-mnist-2d).
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
