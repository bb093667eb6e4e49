"""pix2pix from edges to shoes and handbags.

    python -m train pix2pix-shoes

18,000 drawings, about 40 minutes on one thread of a CPU at 1.9 steps/s. A freshly trained critic takes 2 % of the
patches for real, 3 % of the mean colour's inside the lines and 69 % of the pictures' own. L1 0.108 (mean colour 0.114),
SSIM 0.71 (0.71). A short training: leather and cloth are there, but a fine grid lies over them.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="shoes",
    config=Pix2PixConfig(width=16, d_width=16, jitter=0, g_learning_rate=5e-4),  # redrawing jitters both already
    steps=4500,
    batch_size=4,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
