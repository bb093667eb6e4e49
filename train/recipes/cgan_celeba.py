"""The conditional GAN of faces: told whether Male and whether Smiling, by the relativistic loss, step sizes that fade.

python -m train cgan-celeba
"""

from genmodels.models.cgan import CGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cgan",
    data="celeba",
    config=CGANConfig(
        channels=3,
        size=64,
        classes=2,
        labels="attributes",
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
