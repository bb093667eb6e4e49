"""The VAE, live: test digits as fuzzy balls that reconstruction pushes apart and the prior's springs pull together.

With beta at 0 nothing pulls: the balls shrink to points that fly apart, reconstructions sharpen, and what is decoded
between them is mud. With a large beta every ball is the prior's own, and the decoder knows nothing of the picture.
"""

from torch import Tensor, nn

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import CLASSES, CONFIDENCE, FRECHET, SPEED

# The gap between the two lines is what the posteriors cost.
BOUND = Chart("bound", (Line("reconstruction", "first"), Line("elbo", "good")), from_zero=False)
KL = Chart("kl", (Line("kl", "second"),))
EACH = Chart("kl_each", bars="kl")


def draw(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.decode(latents)


SHOW = Show(
    family="vae",
    charts=(BOUND, KL, EACH, CLASSES, CONFIDENCE, FRECHET, SPEED),
    view=("samples", "reconstructions", "posteriors"),
    begin={"latents": 2, "width": 8, "learning_rate": 4e-3, "average": 0.99},
    batch=32,
    offered=("latents", "beta", "learning_rate", "decoder"),
    draw=draw,
    large={"width": 4},
    presets=(
        Preset("posterior_collapse", {"latents": 16, "beta": 30.0}),
        Preset("no_prior", {"latents": 2, "beta": 0.0}),
    ),
    words=("show_vae",),
    script="tabs/live/shows/vae/vae.js",
    recorded="tabs/live/shows/vae/recorded.json",
)
