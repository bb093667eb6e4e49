"""A contractive autoencoder of digits, its penalty in closed form.

python -m train cae-mnist

Three to five minutes of a shared CPU thread of a 2.5 GHz Xeon (python -m train evaluate cae-mnist):
||J||^2 44, where the plain autoencoder has 222 (ae-mnist-wide); test MSE 0.0055; in the median 54 pixels share in a
filter.
"""

from genmodels.models.contractive_autoencoder import ContractiveAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="contractive-autoencoder",
    data="mnist",
    config=ContractiveAutoencoderConfig(penalty="closed_form", weight=0.3, learning_rate=4e-3),
    steps=2500,
    batch_size=64,
    fading=("learning_rate",),
)
