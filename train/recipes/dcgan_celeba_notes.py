"""The plain DCGAN of the lecture notes on faces of 64x64, the yardstick of dcgan-celeba.

4-8-16-32-64 generator, Adam 2e-4 with beta1 0.5, batch 128, no moving average; a quarter of the notes' 64 filters, as
many as dcgan-celeba has. It sees as many pictures as that does.

python -m train dcgan-celeba-notes

22 minutes on 1 CPU thread of a crowded machine:
Frechet distance 761 (python -m train evaluate dcgan-celeba-notes).
"""

from genmodels.models.dcgan import DCGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="dcgan",
    data="celeba",
    config=DCGANConfig(channels=3, size=64, width=16, d_width=16, average=0.0),
    steps=1500,
    batch_size=128,
)
