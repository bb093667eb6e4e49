"""The conditional VAE, live: one handwriting a row, one digit a column.

Four latents are few on purpose: what the label says they need not hold, and the decoder soon listens to it.
"""

from ui.live.show import Preset, Show
from ui.tabs.live.charts import AGREEMENT, BOUND, CLASSES, CONFIDENCE, EACH, FRECHET, KL, SPEED
from ui.tabs.live.draws import decoded_of_class

SHOW = Show(
    family="cvae",
    charts=(
        BOUND,
        KL,
        EACH,
        AGREEMENT,
        CONFIDENCE,
        CLASSES,
        FRECHET,
        SPEED,
    ),
    view=("samples", "reconstructions"),
    own=False,
    begin={"latents": 4, "width": 8, "learning_rate": 4e-3, "average": 0.99},
    batch=32,
    offered=("latents", "beta", "learning_rate", "decoder"),
    draw=decoded_of_class,
    asked=True,
    words=("show_cvae", "show_vae"),
    presets=(Preset("label_alone", {"latents": 16, "beta": 30.0}),),
    recorded="tabs/live/shows/cvae/recorded.json",
)
