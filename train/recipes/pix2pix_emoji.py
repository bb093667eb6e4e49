"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

24,000 drawings, 24 minutes on one thread of an AMD EPYC in bfloat16, another training beside it; 12 steps/s with the
critic on two threads and alone (`python -m bench.speed`).
Drawn as by a hand, L1 is 0.067 (mean colour inside the lines 0.103, the same U-Net by L1 alone 0.065), SSIM 0.876
(0.793, 0.864); a freshly trained critic takes 39 % of the patches for real (11 %, 25 %). On the data's own drawings,
which hold the picture's lines to the pixel, L1 is 0.051 (0.055, 0.048), SSIM 0.931 (0.930, 0.925), the share 37 %
(21 %, 26 %). L1 alone paints nearly everything ochre and a little uneven, which SSIM sees. So SSIM is a part of the
loss here (`structure`), and `l1_weight`, which weighs both against the critic, is half the paper's: the critic brings
the colours. Trained on exact drawings alone (`--redrawn false`), it has by hand L1 0.093, SSIM 0.80, and 17 % of the
patches.
By L1 alone is `--adversarial false --structure 0 --l1_weight 100`.
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
        l1_weight=50.0,
        ink=True,
        hints=True,
        structure=5.0,
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
    fading=("g_learning_rate", "d_learning_rate"),
)
