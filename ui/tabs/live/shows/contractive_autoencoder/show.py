"""The contractive autoencoder, live: the code's slope falls, and what is kept of it follows the strokes of digits."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="contractive-autoencoder",
    charts=(
        Chart("mse", (Line("mse", "good"),), log=True),
        Chart("contraction", (Line("contraction", "first"),), log=True),
        Chart("pixels", (Line("pixels", "second"),)),
        SPEED,
    ),
    view=("filters", "reconstructions"),
    begin={"width": 400, "weight": 0.3, "learning_rate": 4e-3},
    batch=64,
    offered=("penalty", "weight", "sigma", "learning_rate"),
    large={"width": 100},
    presets=(
        Preset("no_penalty", {"weight": 0.0}),
        Preset("stiff", {"weight": 30.0}),
    ),
    words=("show_contractive_autoencoder",),
    recorded="tabs/live/shows/contractive_autoencoder/recorded.json",
)
