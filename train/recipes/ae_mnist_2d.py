"""An autoencoder of digits with a code of two numbers, so that its whole latent space is a map.

python -m train ae-mnist-2d

3 minutes on 1 CPU thread of a 2.5 GHz Xeon:
test MSE 0.0320 (python -m train evaluate ae-mnist-2d), where PCA with two components has 0.0557.
"""

from genmodels.models.autoencoder import AutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="autoencoder",
    data="mnist",
    config=AutoencoderConfig(latents=2, network="perceptron", learning_rate=2e-3),
    steps=12000,
    fading=("learning_rate",),
)
