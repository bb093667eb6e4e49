"""The sheet of units, live: noise becomes edges, and edges of like direction come to lie together within seconds."""

from ui.live.show import Chart, Line, Preset, Show

SHOW = Show(
    family="group-sparse-autoencoder",
    charts=(
        Chart("neighbour_degrees", (Line("neighbour_degrees", "first"),), range=(0, 50), level=45.0),
        Chart("pinwheels", (Line("pinwheels", "second"),)),
        Chart("energy", (Line("energy", "good"),), from_zero=False),
    ),
    view=("atoms", "map", "reconstructions"),
    own=False,  # it reads patches
    data=("patches-12", "patches-10"),
    batch=200,
    fits={"patches-10": {"size": 10}},
    offered=("pool", "sparsity", "learning_rate", "side"),
    presets=(
        Preset("salt_and_pepper", {"pool": 0.0}),
        Preset("smooth", {"pool": 1.5}),
        Preset("pools_open", {"pool": 0.0}, turns=((1500, "pool", 0.7),)),
    ),
    words=("cortex",),
    script="tabs/cortex/live_map.js",
    recorded="tabs/cortex/recorded.json",
    tab="cortex",
)
