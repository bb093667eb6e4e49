"""pix2pix from line drawings to emojis (OpenMoji).

    python -m train pix2pix-emoji

Its weights are not published yet: they come with the Sketch tab.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(family="pix2pix", data="openmoji", config=Pix2PixConfig(), steps=9000, batch_size=4)
