"""WGAN-GP, live: the critic's estimate of a distance falls as the samples get better."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import CLASSES, CONFIDENCE, FRECHET, GRADIENT, SPEED
from ui.tabs.live.draws import generated

SHOW = Show(
    family="wgan-gp",
    charts=(
        Chart("critic_loss", (Line("critic_loss", "first"), Line("g_loss", "second"))),
        Chart("distance", (Line("wasserstein", "first"),)),
        Chart("penalty", (Line("penalty", "other"),), log=True),
        GRADIENT,
        CLASSES,
        CONFIDENCE,
        FRECHET,
        SPEED,
    ),
    begin={
        "latents": 16, "width": 16, "critic_width": 16, "n_critic": 2,
        "g_learning_rate": 3e-3, "critic_learning_rate": 3e-3, "beta2": 0.99, "average": 0.99,
    },
    batch=16,
    offered=(
        "g_learning_rate", "critic_learning_rate", "lipschitz", "penalty_weight", "clip", "n_critic", "players", "plan",
    ),
    large={"width": 16, "critic_width": 16},
    draw=generated,
    # Digits that an earlier wgan-gp-mnist showed after both had learned for 100 more: 5 without, 7 after 100, 10 after
    # 300 steps of catching up.
    catch_up=((0, "players", "critic"), (300, "players", None)),
    anew=("players",),
    went_on="from_fresh_critic",
    words=("show_wgan_gp",),
    presets=(Preset("clipping", {"lipschitz": "clipping"}),),
    recorded="tabs/live/shows/wgan_gp/recorded.json",
)  # fmt: skip
