"""A plain autoencoder with as wide a code as dae-mnist, cae-mnist and scae-mnist, which are compared with it.

python -m train ae-mnist-wide

Three to five minutes of a shared CPU thread of a 2.5 GHz Xeon (python -m train evaluate ae-mnist-wide):
test MSE 0.0024; in the median 151 pixels share in a filter, and ||J||^2 is 222.
"""

from genmodels.models.denoising_autoencoder import DenoisingAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="denoising-autoencoder",
    data="mnist",
    config=DenoisingAutoencoderConfig(noise="none", learning_rate=4e-3),
    steps=2500,
    batch_size=64,
    fading=("learning_rate",),
)
