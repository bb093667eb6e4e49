"""The autoencoder, live: reconstructions sharpen within seconds, and between the codes nothing is promised."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="autoencoder",
    charts=(Chart("mse", (Line("mse", "good"),), log=True), SPEED),
    view=("between", "reconstructions", "codes"),
    begin={"latents": 2, "network": "perceptron", "width": 8, "learning_rate": 3e-3, "average": 0.99},
    batch=64,
    offered=("latents", "network", "learning_rate"),
    large={"network": "convolutional", "width": 4},
    presets=(Preset("wide_code", {"latents": 64}),),
    words=("show_autoencoder",),
    recorded="tabs/live/shows/autoencoder/recorded.json",
)
