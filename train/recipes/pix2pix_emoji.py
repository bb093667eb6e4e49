"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

24,000 drawings, 62 minutes on one thread of a CPU that others used, too; alone 4.7 steps/s by L1, 4 with the critic.
Drawn as by a hand, L1 is 0.068 (mean colour inside the lines 0.103, the same U-Net by L1 alone 0.065), SSIM 0.85 (0.79,
0.86); a freshly trained critic takes 33 % of the patches for real (1 %, 18 %; of the pictures' own 66 %). On the data's
own drawings, which hold the picture's lines to the pixel, L1 is 0.0527 (0.0547, 0.0500), SSIM 0.90 (0.93, 0.91): there
flat colour is hard to beat. L1 alone paints nearly everything ochre; the critic brings reds, blues and greens. Trained
on exact drawings alone (`--redrawn false`), it has by hand L1 0.094, SSIM 0.78, and 11 % of the patches.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="openmoji",
    # redrawing jitters both already
    config=Pix2PixConfig(
        width=16, d_width=16, l1_steps=8000, even=True, jitter=0, g_learning_rate=1e-3, d_learning_rate=1e-3
    ),
    steps=12000,
    batch_size=2,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
