"""An autoencoder of digits with more hidden units than pixels: what the denoising one is compared with.

python -m train ae-mnist-wide

N minutes on 1 CPU thread of a 2.5 GHz Xeon: N (python -m train evaluate ae-mnist-wide).
"""

from genmodels.models.denoising_autoencoder import DenoisingAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="denoising-autoencoder",
    data="mnist",
    config=DenoisingAutoencoderConfig(noise="none", learning_rate=4e-3),
    steps=6000,
    batch_size=64,
    fading=("learning_rate",),
)
