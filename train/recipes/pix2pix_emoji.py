"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

24,000 drawings, 62 minutes on one thread of an AMD EPYC in bfloat16, two other trainings beside it.
Drawn as by a hand, L1 is 0.067 (mean colour inside the lines 0.103), SSIM 0.879 (0.793); a freshly trained critic takes
27 % of the patches for real (11 %). On the data's own drawings, which hold the picture's lines to the pixel, L1 is
0.051 (0.055), SSIM 0.931 (0.930), the share 26 % (19 %). L1 alone paints nearly everything ochre and a little uneven,
which SSIM sees. So SSIM is a part of the loss here (`structure`), and `l1_weight`, which weighs both against the
critic, is half the paper's: the critic brings the colours.
Three dabs of colour where the painting is most wrong take L1 by hand from 0.067 to 0.040, three in areas chosen at
random to 0.050. They are not for nothing: without hints, an earlier painter that had never seen any had 39 % of the
patches by hand, L1 and SSIM being the same. Who is told the colours two times out of three invents fewer.
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
