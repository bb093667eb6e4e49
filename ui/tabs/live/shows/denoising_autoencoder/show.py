"""The denoising autoencoder, live: noise at its input turns filters that look everywhere into spots and strokes.

The preset that begins without noise and turns it on later shows both in one run.
"""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="denoising-autoencoder",
    charts=(
        Chart("cleaned", (Line("mse", "good"), Line("dirt", "other", dashed=True)), log=True),
        Chart("pixels", (Line("pixels", "second"),)),
        SPEED,
    ),
    view=("filters", "denoised"),
    begin={"width": 400, "learning_rate": 4e-3},
    batch=64,
    offered=("noise", "strength", "learning_rate"),
    large={"width": 100},
    presets=(
        Preset("late_noise", {"noise": "none"}, turns=((1000, "noise", "masking"),)),
        Preset("much_noise", {"strength": 0.8}),
    ),
    words=("show_denoising_autoencoder",),
    recorded="tabs/live/shows/denoising_autoencoder/recorded.json",
)
