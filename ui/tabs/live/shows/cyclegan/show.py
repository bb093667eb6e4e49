"""CycleGAN, live: coloured emojis and line drawings, there and back; where the data are.

It is narrower than the published one: lines come within a minute, colours that were hidden in them come back later.
There is no recorded run, for its pictures would be the data's.
"""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import GAME, GRADIENT, SPEED

SHOW = Show(
    family="cyclegan",
    charts=(
        Chart("cycle", (Line("cycle", "good"), Line("identity", "other"))),
        GAME,
        Chart("patches", (Line("d_x", "first"), Line("d_g_z1", "second")), level=0.5),
        GRADIENT,
        SPEED,
    ),
    view=("round_trips", "round_trips_b"),
    own=False,  # it takes two heaps of pictures
    begin={
        "width": 8, "d_width": 8, "blocks": 2, "identity_weight": 0.0, "mirror": True, "average": 0.99,
        "g_learning_rate": 1e-3, "d_learning_rate": 1e-3,
    },
    data=("emoji-lines", "emoji-styles"),
    batch=4,
    offered=("cycle_weight", "identity_weight", "residual", "pool", "g_learning_rate", "d_learning_rate"),
    presets=(Preset("no_cycle", {"cycle_weight": 0.0}),),
    words=("show_cyclegan",),
)  # fmt: skip
