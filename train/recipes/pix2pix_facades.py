"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

12,000 maps, half an hour on one thread of a CPU that others used, too; alone 5 steps/s by L1 and 4 with the critic.
Drawn as by a hand, L1 is 0.165 (mean colour 0.178, the same U-Net by L1 alone 0.149), PSNR 13.3 (13.1, 14.4), SSIM 0.29
(0.31, 0.37): grain that is not the picture's own grain is farther from it than none. A freshly trained critic takes
0.3 % of the patches for real, none of the mean colour's, 0.03 % of those by L1 alone and 96 % of the pictures' own;
so buildings are seen through at once. To the eye, L1 alone is a beige haze, and the critic brought stone and glass.
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
