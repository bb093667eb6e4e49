"""The CycleGAN of cyclegan-emoji trained without the cycle: a picture of the other style, of whichever emoji.

    python -m train cyclegan-emoji-free

It is the yardstick beside it. Its generators do not add to what they read: that alone would keep the emoji.
"""

from genmodels.models.cyclegan import CycleGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cyclegan",
    data="emoji-styles",
    config=CycleGANConfig(
        width=16,
        d_width=16,
        cycle_weight=0.0,
        identity_weight=0.0,
        mirror=True,
        g_learning_rate=5e-4,
        d_learning_rate=5e-4,
    ),
    steps=6000,
    batch_size=4,
    fading=("g_learning_rate", "d_learning_rate"),
)
