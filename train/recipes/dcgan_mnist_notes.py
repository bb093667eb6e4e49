"""The plain DCGAN of the lecture notes, the yardstick of dcgan-mnist and wgan-gp-mnist.

3-6-13-28 generator, Adam 2e-4 with beta1 0.5, batch 128, no moving average. It sees
384,000 pictures, where those see 512,000 and 1.5 million: after as many as the latter (--steps 12000) it comes to 573.

python -m train dcgan-mnist-notes

10 minutes on 1 CPU thread of a busy 2.5 GHz Xeon:
Frechet distance 1384 (python -m train evaluate dcgan-mnist-notes).
"""

from genmodels.models.dcgan import DCGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="dcgan",
    data="mnist",
    config=DCGANConfig(plan="notes", width=64, d_width=16, average=0.0),
    steps=3000,
    batch_size=128,
)
