"""WGAN with gradient penalty on digits.

python -m train wgan-gp-mnist

27 minutes on 1 CPU thread of an AMD EPYC whose two cores others shared:
Frechet distance 343, 25% of the plain recipe's, confidence 0.92, each digit 8 to 12% of the samples
(python -m train evaluate wgan-gp-mnist). With 4e-4 and no fading (an earlier recipe) it was 657, 0.88.
"""

from genmodels.models.wgan_gp import WGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="wgan-gp",
    data="mnist",
    config=WGANConfig(latents=32, n_critic=2, g_learning_rate=1e-3, critic_learning_rate=1e-3, beta2=0.99),
    steps=12_000,
    batch_size=64,
    fading=("g_learning_rate", "critic_learning_rate"),
)
