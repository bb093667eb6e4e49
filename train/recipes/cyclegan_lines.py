"""CycleGAN between coloured emojis and black line drawings, which nobody has paired.

    python -m train cyclegan-lines

A drawing has no room for colour, the cycle asks for it back: it is hidden in the drawing. There is no identity loss:
it would forbid that; the generators paint anew, as a drawing is no coloured picture and a bit. A step of four pictures
of each takes 0.19 s of one core of an AMD EPYC in bfloat16.
"""

from genmodels.models.cyclegan import CycleGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cyclegan",
    data="emoji-lines",
    config=CycleGANConfig(
        width=16,
        d_width=16,
        identity_weight=0.0,
        mirror=True,
        g_learning_rate=5e-4,
        d_learning_rate=5e-4,
    ),
    steps=10000,
    batch_size=4,
    fading=("g_learning_rate", "d_learning_rate"),
)
