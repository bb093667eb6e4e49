"""DCGAN on faces: the paper's and the notes' 4-8-16-32-64 generator, relativistic loss, step sizes that fade.

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
        mirror=True,
    ),
    steps=8000,
    batch_size=32,
    fading=("g_learning_rate", "d_learning_rate"),
)
