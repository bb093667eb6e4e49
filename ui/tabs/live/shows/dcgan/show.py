"""DCGAN, live: all ten digits within seconds, and the pitfalls of the lecture on purpose.

The knobs were searched for with bench/live_recipe.py; the table is in bench/live_recipe.md.
"""

from ui.live.show import Preset, Show
from ui.tabs.live.charts import CLASSES, CONFIDENCE, FRECHET, GAME, GRADIENT, OPINION, SPEED
from ui.tabs.live.draws import generated

# What went into the quick recipe also helps it out of the lecture's pitfalls, so these begin without.
LECTURE = {
    "loss": "non-saturating", "latents": 32, "choices": 0, "beta1": 0.5, "beta2": 0.999, "average": 0.98,
}  # fmt: skip
FACES = {
    "channels": 3, "size": 64, "latents": 64, "choices": 0, "mirror": True,
    "g_learning_rate": 1e-3, "d_learning_rate": 1e-3,
}  # fmt: skip

SHOW = Show(
    family="dcgan",
    charts=(GAME, OPINION, GRADIENT, CLASSES, CONFIDENCE, FRECHET, SPEED),
    begin={
        "latents": 20, "choices": 10, "width": 16, "d_width": 16, "loss": "relativistic",
        "g_learning_rate": 3e-3, "d_learning_rate": 3e-3, "beta1": 0.0, "beta2": 0.9, "average": 0.99,
    },
    data=("mnist", "fashion", "digits", "celeba"),
    fits={"celeba": FACES},
    batch=16,
    offered=("g_learning_rate", "d_learning_rate", "loss", "d_steps", "smoothing", "players", "plan", "batch_norm"),
    large={"width": 16, "d_width": 16},
    draw=generated,
    anew=("players",),
    went_on="from_fresh_d",
    presets=(
        Preset("collapse", LECTURE, ((100, "players", "generator"), (100, "g_learning_rate", 1e-2))),
        Preset(
            "vanishing",
            LECTURE | {"loss": "saturating", "d_steps": 5, "d_learning_rate": 2e-3, "g_learning_rate": 1e-4},
        ),
        Preset(
            "oscillation",
            # the average of the weights would hide it, and a D that is too sure would end it
            LECTURE
            | {"g_learning_rate": 1e-2, "d_learning_rate": 1e-2, "beta1": 0.9, "average": 0.0, "smoothing": 0.2},
        ),
        Preset("no_norm", LECTURE | {"batch_norm": False, "g_learning_rate": 2e-4, "d_learning_rate": 2e-4}),
    ),
    recorded="tabs/live/shows/dcgan/recorded.json",
)  # fmt: skip
