"""The VAE of Fashion-MNIST: 16 latents.

python -m train vae-fashion

7 minutes on 1 CPU thread of a busy 2.5 GHz Xeon:
test NLL 236.31 nats (python -m train evaluate vae-fashion).
"""

from genmodels.models.vae import VAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="vae",
    data="fashion",
    config=VAEConfig(latents=16, width=16),
    steps=3000,
    batch_size=128,
)
