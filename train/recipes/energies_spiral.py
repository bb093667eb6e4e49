"""Nine energies of a spiral.

python -m train energies-spiral

20 seconds on 1 CPU thread of a 2.5 GHz Xeon: AUROC of data against the far plane at least 0.995 for the five that have
no opponent and a code with no room to spare, leak at most 2.4 % (denoising; the four others 0.1 %); GAN 0.943 and 34 %,
WGAN-GP 0.928 and 43 %, EBGAN 0.996 and 2.2 % (python -m train evaluate energies-spiral).
"""

from genmodels.models.energies import EnergiesConfig
from train.recipe import Recipe

RECIPE = Recipe(family="energies", data="spiral", config=EnergiesConfig(), steps=1150, batch_size=128)
