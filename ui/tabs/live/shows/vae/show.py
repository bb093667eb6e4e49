"""The VAE, live: test digits as fuzzy balls that reconstruction pushes apart and the prior's springs pull together.

With beta at 0 nothing pulls: the balls shrink to points that fly apart, reconstructions sharpen, and what is decoded
between them is mud. With a large beta every ball is the prior's own, and the decoder knows nothing of the picture.
"""

from ui.live.show import Preset, Show
from ui.tabs.live.charts import BOUND, CLASSES, CONFIDENCE, EACH, FRECHET, KL, SPEED
from ui.tabs.live.draws import decoded

SHOW = Show(
    family="vae",
    charts=(BOUND, KL, EACH, CLASSES, CONFIDENCE, FRECHET, SPEED),
    view=("samples", "reconstructions", "posteriors"),
    begin={"latents": 2, "width": 8, "learning_rate": 4e-3, "average": 0.99},
    batch=32,
    offered=("latents", "beta", "learning_rate", "decoder"),
    draw=decoded,
    large={"width": 4},
    presets=(
        Preset("posterior_collapse", {"latents": 16, "beta": 30.0}),
        Preset("no_prior", {"latents": 2, "beta": 0.0}),
    ),
    words=("show_vae",),
    script="tabs/live/shows/vae/vae.js",
    recorded="tabs/live/shows/vae/recorded.json",
)
