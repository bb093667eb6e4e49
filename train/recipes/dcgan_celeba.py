"""DCGAN on faces of 64x64: relativistic loss, step sizes that fade, gradient penalty, moving average of its weights.

python -m train dcgan-celeba
"""

from genmodels.models.dcgan import DCGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="dcgan",
    data="celeba",
    config=DCGANConfig(
        channels=3,
        size=64,
        latents=64,
        width=16,
        d_width=16,
        loss="relativistic",
        g_learning_rate=1e-3,
        d_learning_rate=1e-3,
        beta1=0.0,
        beta2=0.99,
        average=0.999,
        r1=1.0,
        mirror=True,
    ),
    steps=6000,
    batch_size=32,
    fading=("g_learning_rate", "d_learning_rate"),
)
