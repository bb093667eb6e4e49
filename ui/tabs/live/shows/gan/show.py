"""The vanilla GAN, live: two multilayer perceptrons, and what each believes of the other."""

from ui.live.show import Show
from ui.tabs.live.charts import CLASSES, CONFIDENCE, FRECHET, GAME, GRADIENT, OPINION, SPEED
from ui.tabs.live.draws import generated

SHOW = Show(
    family="gan",
    charts=(GAME, OPINION, GRADIENT, CLASSES, CONFIDENCE, FRECHET, SPEED),
    begin={"average": 0.99},
    batch=64,
    offered=("g_learning_rate", "d_learning_rate", "loss", "d_steps", "smoothing", "players", "batch_norm"),
    large={"width": 32},
    draw=generated,
    words=("show_gan",),
    anew=("players",),
    went_on="from_fresh_d",
    recorded="tabs/live/shows/gan/recorded.json",
)
