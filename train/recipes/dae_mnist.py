"""A denoising autoencoder of digits: 30 % of the pixels are black, and it finds them again.

python -m train dae-mnist

N minutes on 1 CPU thread of a 2.5 GHz Xeon: N (python -m train evaluate dae-mnist).
"""

from genmodels.models.denoising_autoencoder import DenoisingAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="denoising-autoencoder",
    data="mnist",
    config=DenoisingAutoencoderConfig(noise="masking", strength=0.3, learning_rate=4e-3),
    steps=6000,
    batch_size=64,
    fading=("learning_rate",),
)
