"""The CycleGAN of cyclegan-lines trained without the cycle: nobody asks for the colours back, so none are hidden.

    python -m train cyclegan-lines-free

It is the yardstick beside it. All other knobs are the same, the steps fewer: 20 minutes on one thread of an AMD EPYC,
another training beside it. Hardly anything ties a translation to its picture (the partner is among the best five of 200
for 43 %, of cyclegan-lines for 99 %), most end in the same shapes, the classifier takes 66 % of them for the other kind
(98 %), and what comes back is 0.185 away (0.015), dust or no dust.
"""

from genmodels.models.cyclegan import CycleGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cyclegan",
    data="emoji-lines",
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
