"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

The published weights are a first slice: stopped after 4,193 of the 6,000 steps (16,772 drawings), 84 minutes on one
thread of a busy CPU. SSIM 0.85 on the 120 held-out pairs, where one mean colour inside the exact lines has 0.93
(`python -m train evaluate pix2pix-emoji`): lines are redrawn a little beside, and colours are still blotchy.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="openmoji",
    config=Pix2PixConfig(width=16, d_width=16, jitter=0, g_learning_rate=5e-4),  # redrawing jitters both already
    steps=4500,
    batch_size=4,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
