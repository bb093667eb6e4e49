"""pix2pix on openmoji.

    python -m train pix2pix-emoji

Weights are not published yet: they belong with the Sketch tab.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(family="pix2pix", data="openmoji", config=Pix2PixConfig(), steps=9000, batch_size=4)
