"""DrSAE, live: strokes come out of noise, and units part ways once the label counts."""

from ui.live.show import Chart, Line, Preset, Show

SHOW = Show(
    family="drsae",
    charts=(
        Chart("error", (Line("error", "good"),), log=True),
        Chart("rebuilt", (Line("reconstruction", "first"),)),
        Chart("active", (Line("active", "second"),)),
    ),
    view=("units", "reconstructions"),
    begin={"units": 100, "average": 0.98, "sparsity": 0.02, "learning_rate": 2e-3, "jitter": 0.0},
    own=False,
    batch=64,
    offered=("label_weight", "sparsity", "jitter", "units", "iterations", "learning_rate"),
    presets=(Preset("no_label", {"label_weight": 0.0}), Preset("one_iteration", {"iterations": 1})),
    words=("parts",),
    recorded="tabs/parts/recorded.json",
    tab="parts",
)
