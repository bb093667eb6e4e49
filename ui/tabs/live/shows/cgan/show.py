"""The conditional GAN, live: ten columns, one for each class, and how often the judge sees what was asked for."""

from ui.live.show import Show
from ui.tabs.live.charts import AGREEMENT, CLASSES, CONFIDENCE, FRECHET, GAME, GRADIENT, OPINION, SPEED
from ui.tabs.live.draws import generated_of_class

FACES = {
    "channels": 3, "size": 64, "classes": 2, "labels": "attributes", "latents": 64, "mirror": True,
    "g_learning_rate": 1e-3, "d_learning_rate": 1e-3,
}  # fmt: skip

SHOW = Show(
    family="cgan",
    charts=(GAME, OPINION, AGREEMENT, GRADIENT, CLASSES, CONFIDENCE, FRECHET, SPEED),
    own=False,
    begin={
        "latents": 16, "width": 16, "d_width": 16, "loss": "relativistic",
        "g_learning_rate": 3e-3, "d_learning_rate": 3e-3, "beta1": 0.0, "beta2": 0.9, "average": 0.99,
    },
    data=("mnist", "fashion", "digits", "celeba"),
    fits={"celeba": FACES},
    batch=16,
    offered=("g_learning_rate", "d_learning_rate", "loss", "d_steps", "smoothing", "mismatched", "players"),
    draw=generated_of_class,
    asked=True,
    words=("show_cgan",),
    anew=("players",),
    went_on="from_fresh_d",
    recorded="tabs/live/shows/cgan/recorded.json",
)  # fmt: skip
