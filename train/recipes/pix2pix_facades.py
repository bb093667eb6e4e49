"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

10,000 maps, about 20 minutes on two threads of a CPU at 2 steps/s. A freshly trained critic takes 2 % of the patches
for real, 0 % of the mean colour's and 96 % of the pictures' own. L1 0.176 (mean colour 0.183), SSIM 0.27 (0.30).
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="facades",
    config=Pix2PixConfig(width=16, d_width=16, jitter=0, g_learning_rate=5e-4),  # redrawing jitters both already
    steps=2500,
    batch_size=4,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
