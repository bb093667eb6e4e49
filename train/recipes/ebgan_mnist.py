"""EBGAN on digits, with both step sizes fading over the second half.

python -m train ebgan-mnist

23 minutes on 1 CPU thread of a 2.5 GHz Xeon that had much other work, 11 of them its own:
Frechet distance 394, 29% of the plain recipe's; coverage 0.64; AUROC 0.999 of digits against clothes; energy of test
digits 14, of samples 43 (python -m train evaluate ebgan-mnist). The players are not at rest: six fakes of ten stand
beyond the margin, where the discriminator learns nothing of them, and of the classes 2 and 6 are rare. Half the margin
and half as many steps again (--margin 20 --steps 9000) make it 365 and 0.67, and move none of that.
"""

from genmodels.models.ebgan import EBGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="ebgan",
    data="mnist",
    config=EBGANConfig(),
    steps=6000,
    batch_size=64,
    fading=("g_learning_rate", "d_learning_rate"),
)
