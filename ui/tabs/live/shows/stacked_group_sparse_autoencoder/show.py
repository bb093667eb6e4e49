"""Two layers of pooled filters, live: strokes come out of noise, then a second layer learns from their pools."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="stacked-group-sparse-autoencoder",
    charts=(
        Chart("energy", (Line("energy", "good"), Line("reconstruction", "other", dashed=True)), log=True),
        Chart("active", (Line("active", "first"),)),
        SPEED,
    ),
    view=("filters", "reconstructions"),
    begin={"layer_steps": 300, "learning_rate": 5e-3},
    batch=32,
    offered=("sparsity", "layer_steps", "pool_maps", "pool_size", "pools", "learning_rate"),
    large={"pools": 4},
    presets=(Preset("alone", {"pool_maps": 1, "pool_size": 1}), Preset("dear_pools", {"sparsity": 2.0})),
    words=("show_stacked_group_sparse_autoencoder",),
    recorded="tabs/live/shows/stacked_group_sparse_autoencoder/recorded.json",
)
