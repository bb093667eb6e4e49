"""The Boltzmann machine, live: its particles are swept while the data push the energy down and they push it up."""

from ui.live.show import Chart, Line, Preset, Show

SHOW = Show(
    family="rbm",
    charts=(
        Chart("pseudo_likelihood", (Line("pseudo_likelihood", "good"),), from_zero=False),
        Chart("gap", (Line("gap", "second"),), level=0.0),
    ),
    view=("particles", "energies", "filters"),
    own=False,
    begin={"hidden": 200},
    batch=50,
    offered=("persistent", "sweeps", "centred", "decay", "learning_rate"),
    presets=(
        Preset("cd", {"persistent": False}),
        Preset("cd_then_pcd", {"persistent": False}, turns=((2000, "persistent", True),)),
        Preset("not_centred", {"centred": False}),
    ),
    words=("particles",),
    script="tabs/particles/valleys.js",
    recorded="tabs/particles/recorded.json",
    tab="particles",
)
