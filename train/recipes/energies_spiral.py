"""Nine energies of a spiral.

python -m train energies-spiral

22 seconds on 1 free CPU thread of a 2.5 GHz Xeon (45 while others train on it, as the card says). AUROC of data
against the far plane at least 0.997 for all without an opponent; leak at most 1.0 % (denoising; over-complete 0.8 %,
the others 0.0). With an opponent the failure is the lesson: GAN 0.909 and 39 %, WGAN-GP 0.938 and 33 %, EBGAN 0.982 and
5.3 %, as nobody pushes its energy up where no fake comes (python -m train evaluate energies-spiral).
"""

from genmodels.models.energies import EnergiesConfig
from train.recipe import Recipe

RECIPE = Recipe(family="energies", data="spiral", config=EnergiesConfig(), steps=1150, batch_size=128)
