"""pix2pix from edges to shoes and handbags.

    python -m train pix2pix-shoes

14,000 drawings, 37 minutes on one thread of a CPU that others used, too; alone 4.7 steps/s by L1, 4 with the critic.
L1 0.105 (mean colour inside the lines 0.114), PSNR 15.8 (14.3), SSIM 0.73 (0.71). A freshly trained critic takes 12 %
of the patches for real, 0.1 % of the mean colour's and 57 % of the pictures' own. Leather in folds and light is there;
most of it is black or brown, as most of the pictures are.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="shoes",
    # redrawing jitters both already
    config=Pix2PixConfig(width=16, d_width=16, l1_steps=4000, even=True, jitter=0, g_learning_rate=1e-3),
    steps=7000,
    batch_size=2,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
