"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

Its weights are not published yet: they come with the Sketch tab.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(family="pix2pix", data="facades", config=Pix2PixConfig(), steps=9000, batch_size=4)
