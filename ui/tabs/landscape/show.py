"""EBGAN, live: the landscape is dug at test digits and lifted up to the margin where the generator stands."""

from torch import Tensor, nn

from ui.live.show import Chart, Line, Preset, Show


def generated(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.generate(latents)


SHOW = Show(
    family="ebgan",
    charts=(
        Chart(
            "energies",
            (Line("energy_real", "first"), Line("energy_fake", "second"), Line("margin", "other", dashed=True)),
        ),
        Chart("beyond", (Line("beyond", "second"),), range=(0, 1)),
        Chart("pulling_away", (Line("pulling_away", "other"),), range=(0, 1)),
        Chart("classes", bars="histogram", judged=True),
        Chart("confidence", (Line("confidence", "good"),), range=(0, 1), judged=True),
        Chart("frechet", (Line("frechet", "good"),), log=True, judged=True, floor="floor"),
    ),
    view=("samples", "slice", "corners"),
    begin={
        "latents": 16, "width": 16, "d_width": 16, "margin": 40.0, "pulling_away": 5.0,
        "g_learning_rate": 2e-3, "d_learning_rate": 2e-3, "average": 0.98,
    },
    own=False,
    batch=32,
    offered=("margin", "pulling_away", "g_learning_rate", "d_learning_rate", "players"),
    presets=(
        Preset("no_pull", {"pulling_away": 0.0}),
        Preset("no_margin", {"margin": 0.0}),
        Preset("low_margin", {"margin": 5.0}),
    ),
    draw=generated,
    words=("landscape",),
    script="tabs/landscape/dig.js",
    recorded="tabs/landscape/recorded.json",
    tab="landscape",
)  # fmt: skip
