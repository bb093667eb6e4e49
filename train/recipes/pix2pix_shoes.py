"""pix2pix from edges to shoes and handbags.

    python -m train pix2pix-shoes

20,000 drawings, 52 minutes on one thread of a CPU that others used, too; alone 4.7 steps/s by L1, 4 with the critic.
Drawn as by a hand, L1 is 0.118 (mean colour inside the lines 0.211, the same U-Net by L1 alone 0.111), SSIM 0.70
(0.62, 0.73); a freshly trained critic takes 31 % of the patches for real (14 %, 16 %). Of the data's own drawings it
is 23 % (19 %, 20 %). To the eye, L1 alone is one mud brown; the critic brought leather in black, grey and red, as most
of the pictures are. Trained on the data's drawings alone (`--redrawn false`), it colours a hand's lines and leaves all
between them white: L1 0.191, SSIM 0.65, 24 %.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="shoes",
    # redrawing jitters both already
    config=Pix2PixConfig(
        width=16, d_width=16, l1_steps=6000, even=True, jitter=0, g_learning_rate=1e-3, d_learning_rate=1e-3
    ),
    steps=10000,
    batch_size=2,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
