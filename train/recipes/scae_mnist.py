"""A contractive autoencoder of digits, its penalty drawn.

python -m train scae-mnist

Three to five minutes of a shared CPU thread of a 2.5 GHz Xeon (python -m train evaluate scae-mnist):
||J||^2 46, where the closed form comes to 44 (cae-mnist); test MSE 0.0058; in the median 62 pixels share in a filter.
"""

from genmodels.models.contractive_autoencoder import ContractiveAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="contractive-autoencoder",
    data="mnist",
    config=ContractiveAutoencoderConfig(penalty="stochastic", weight=0.3, sigma=0.1, learning_rate=4e-3),
    steps=2500,
    batch_size=64,
    fading=("learning_rate",),
)
