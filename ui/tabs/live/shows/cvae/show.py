"""The conditional VAE, live: one handwriting a row, one digit a column.

Four latents are few on purpose: what the label says they need not hold, and the decoder soon listens to it.
"""

from torch import Tensor, nn

from genmodels.blocks.condition import condition_vector
from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import AGREEMENT, CLASSES, CONFIDENCE, FRECHET, SPEED


def draw(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    count = model.config.classes
    return model.decode(latents, condition_vector(labels % count, count))


SHOW = Show(
    family="cvae",
    charts=(
        Chart("bound", (Line("reconstruction", "first"), Line("elbo", "good")), from_zero=False),
        Chart("kl", (Line("kl", "second"),)),
        Chart("kl_each", bars="kl"),
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
    draw=draw,
    asked=True,
    words=("show_cvae", "show_vae"),
    presets=(Preset("label_alone", {"latents": 16, "beta": 30.0}),),
    recorded="tabs/live/shows/cvae/recorded.json",
)
