"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

18,000 maps, 44 minutes on one thread of a CPU that others used, too; alone 5 steps/s by L1 and 4 with the critic.
Drawn as by a hand, L1 is 0.162 (mean colour 0.178, the same U-Net by L1 alone 0.153), PSNR 13.5 (13.1, 14.1), SSIM
0.308 (0.307, 0.364): grain that is not the picture's own grain is farther from it than none. A freshly trained critic
takes 2.4 % of the patches for real, none of the mean colour's, 0.5 % of those by L1 alone and 97 % of the pictures'
own; so buildings are seen through at once. To the eye, L1 alone is a beige haze, and the critic brought stone, glass
and sky. Twice the paper's weight of L1 keeps the grain near the picture. Trained on the data's maps alone (`--redrawn
false`), it paints drawn ones nearly as well (L1 0.167, SSIM 0.296) and is taken for real more often (10 %): where the
other two data sets have thin lines to get used to, a map has areas.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="facades",
    # redrawing jitters both already
    config=Pix2PixConfig(
        width=16,
        d_width=16,
        l1_weight=200.0,
        l1_steps=6000,
        even=True,
        jitter=0,
        g_learning_rate=1e-3,
        d_learning_rate=5e-4,
    ),
    steps=9000,
    batch_size=2,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
