"""Sparse coding, live: a dictionary of noise becomes one of edges within seconds, out of a few photographs."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="sparse-coding",
    charts=(
        Chart("energy", (Line("energy", "good"),), from_zero=False),
        Chart("active", (Line("active", "first"),)),
        SPEED,
    ),
    view=("atoms", "reconstructions"),
    own=False,  # it reads patches
    data=("patches-10", "patches-12"),
    batch=100,
    fits={"patches-12": {"size": 12, "atoms": 144}},
    offered=("sparsity", "atoms", "solver", "iterations", "learning_rate"),
    presets=(Preset("free_numbers", {"sparsity": 0.0}), Preset("dear_numbers", {"sparsity": 2.0})),
    words=("show_sparse_coding",),
    recorded="tabs/live/shows/sparse_coding/recorded.json",
)
