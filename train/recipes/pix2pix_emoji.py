"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

24,000 drawings, 64 minutes on one thread of a CPU that others used, too; 6.1 steps/s with the critic on two threads and
alone (`python -m bench.speed`).
Drawn as by a hand, L1 is 0.068 (mean colour inside the lines 0.103, the same U-Net by L1 alone 0.067), SSIM 0.86 (0.79,
0.87); a freshly trained critic takes 39 % of the patches for real (10 %, 21 %). On the data's own drawings, which hold
the picture's lines to the pixel, L1 is 0.051 (0.055, 0.050), the share 39 % (19 %, 24 %), and SSIM 0.919 (0.930,
0.930): one flat tan is wrong everywhere by a little, and that is what SSIM forgives. Without ink and flatness it was
0.900. L1 alone paints everything ochre; the critic brings reds, blues and browns. Trained on exact drawings alone
(`--redrawn false`), it has by hand L1 0.095, SSIM 0.78, and 17 % of the patches.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="openmoji",
    # redrawing jitters both already
    config=Pix2PixConfig(
        width=16,
        d_width=16,
        ink=True,
        flatness=8.0,
        l1_steps=8000,
        even=True,
        jitter=0,
        g_learning_rate=1e-3,
        d_learning_rate=1e-3,
    ),
    steps=12000,
    batch_size=2,
    redrawn=True,
    exact=0.3,
    fading=("g_learning_rate", "d_learning_rate", "flatness"),
)
