"""A contractive autoencoder of digits, its penalty in closed form.

python -m train cae-mnist

N minutes on 1 CPU thread of a 2.5 GHz Xeon: N (python -m train evaluate cae-mnist).
"""

from genmodels.models.contractive_autoencoder import ContractiveAutoencoderConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="contractive-autoencoder",
    data="mnist",
    config=ContractiveAutoencoderConfig(penalty="closed_form", weight=0.3, learning_rate=4e-3),
    steps=6000,
    batch_size=64,
    fading=("learning_rate",),
)
