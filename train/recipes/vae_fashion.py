"""The VAE of Fashion-MNIST: 16 latents.

python -m train vae-fashion

4 minutes on 1 CPU thread of an AMD EPYC that had other work, too, in bfloat16:
test NLL 236.32 nats (python -m train evaluate vae-fashion); in float32 236.31 after 7 minutes of a busy 2.5 GHz Xeon.
"""

from genmodels.models.vae import VAEConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="vae",
    data="fashion",
    config=VAEConfig(latents=16, width=16, precision="auto"),
    steps=3000,
    batch_size=128,
)
