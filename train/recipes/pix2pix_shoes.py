"""pix2pix from edges to shoes and handbags.

    python -m train pix2pix-shoes

Its weights are not published: a first training of 4,050 steps was still too blurred to publish.
"""

from genmodels.models.pix2pix import Pix2PixConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="pix2pix",
    data="shoes",
    config=Pix2PixConfig(width=16, d_width=16, jitter=0, g_learning_rate=5e-4),  # redrawing jitters both already
    steps=4500,
    batch_size=4,
    redrawn=True,
    fading=("g_learning_rate", "d_learning_rate"),
)
