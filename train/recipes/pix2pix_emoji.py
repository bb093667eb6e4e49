"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

Its weights are not published yet: they come with the Sketch tab.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="openmoji",
    config=Pix2PixConfig(width=16, d_width=16),
    steps=6000,
    batch_size=4,
    redrawn=True,
)
