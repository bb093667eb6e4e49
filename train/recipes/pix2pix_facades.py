"""pix2pix from label maps to building fronts (CMP facades).

    python -m train pix2pix-facades

Its weights are not published: they were not trained yet.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="facades",
    config=Pix2PixConfig(width=16, d_width=16, jitter=0, g_learning_rate=5e-4),  # redrawing jitters both already
    steps=4000,
    batch_size=4,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
