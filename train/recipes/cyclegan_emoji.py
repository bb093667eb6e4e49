"""CycleGAN between emojis in OpenMoji's style and in Noto's, which nobody has paired.

    python -m train cyclegan-emoji

50 minutes on 1 CPU thread of a Xeon with AMX, in bfloat16, two other trainings beside it.
The classifier takes 98 % of the held-out translations for the other style (a copy 4 %), a round trip comes back at L1
0.028, and the partner is found among 200 at once for 24 % and among the best five for 41 % (a copy 15 and 28 %;
python -m train evaluate cyclegan-emoji). Without the zoom it was no more than of a copy: Noto's emojis fill the paper,
those of OpenMoji leave a border, 57 and 46 of 64 pixels are wide on average, and nothing in the losses asks for another
size. What remains is drawn otherwise: a burrito that lies or stands, a diamond in the ring or none. Where a translation
is cut off at the border, its way back is hidden there, in dots.
Wanted were 30 and 55 %. Enlarged by the factor that suits these very pictures best, a copy has 33 and 54 % towards Noto
and, reduced, 22 and 38 % back; and the same generators, told the true pairs for 1,000 steps, 19 and 38 %, 12 and 26 %
(python -m bench.partners): 1,141 emojis tell little of how another would be drawn.
"""

from genmodels.models.cyclegan import CycleGANConfig
from train.recipe import Recipe

RECIPE = Recipe(
    family="cyclegan",
    data="emoji-styles",
    config=CycleGANConfig(
        width=16,
        d_width=16,
        residual=True,
        zoom=1.28,
        identity_weight=0.0,  # what a generator adds to is there already
        mirror=True,
        g_learning_rate=5e-4,
        d_learning_rate=5e-4,
    ),
    steps=9000,
    batch_size=4,
    fading=("g_learning_rate", "d_learning_rate"),
)
