"""pix2pix from edges to shoes and handbags.

    python -m train pix2pix-shoes

14,000 drawings, 37 minutes on one thread of a CPU that others used, too; alone 4.7 steps/s by L1, 4 with the critic.
Drawn as by a hand, L1 is 0.120 (mean colour inside the lines 0.211, the same U-Net by L1 alone 0.112), SSIM 0.70 (0.62,
0.73); a freshly trained critic takes 10 % of the patches for real (25 %, 0.6 %; of the pictures' own 42 %). Much of a
picture is white paper, of which a critic cannot tell whose it is, and least where the rest is one flat colour. Leather
in folds and light is there; most of it is black or brown, as most of the pictures are. L1 alone is a flat mud brown.
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
