"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

12,000 maps, half an hour on one thread of a CPU that others used, too; alone 5 steps/s by L1 and 4 with the critic. L1
0.169 (mean colour 0.183), PSNR 12.9 (12.8), SSIM 0.29 (0.30). A freshly trained critic takes 8 % of the patches for
real, none of the mean colour's and 87 % of the pictures' own.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="facades",
    # redrawing jitters both already
    config=Pix2PixConfig(width=16, d_width=16, l1_steps=2000, even=True, jitter=0, g_learning_rate=1e-3),
    steps=6000,
    batch_size=2,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
