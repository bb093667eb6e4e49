"""EBGAN on digits, with both step sizes fading over the second half.

python -m train ebgan-mnist

35 minutes on 1 CPU thread of a Xeon with AMX, another training and the page's tests beside it:
Frechet distance 113, 8% of the plain recipe's; coverage 0.83; confidence 0.98; AUROC 0.994 of digits against clothes;
energy of test digits 17, of samples 39 (python -m train evaluate ebgan-mnist). The players are not at rest: six fakes
of ten stand beyond the margin, where the discriminator learns nothing of them, and one sample of twenty is an 8.
What did it is that ten of the latents choose: after 3,000 steps the distance is 134 with it (coverage 0.79) and 425
without (0.58; --steps 3000 --choices 0 --latents 64). Without, 6,000 steps had 394 and 0.64, and half the margin and
half as many steps again (--margin 20 --steps 9000) 365 and 0.67.
"""

from genmodels.models.ebgan import EBGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="ebgan",
    data="mnist",
    config=EBGANConfig(latents=20, choices=10),
    steps=12_000,
    batch_size=64,
    fading=("g_learning_rate", "d_learning_rate"),
)
