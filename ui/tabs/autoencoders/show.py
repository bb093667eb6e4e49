"""The linear autoencoder, live: its plane turns into PCA's, or wavers beside it while the error tells no difference."""

from ui.live.show import Chart, Line, Preset, Show

SHOW = Show(
    family="linear-autoencoder",
    charts=(
        Chart("angle", (Line("angle", "first"),), range=(0, 90), level=1),
        Chart("mse", (Line("mse", "good"), Line("pca_mse", "other", dashed=True)), log=True),
        Chart("angles", bars="angles"),
        Chart("speed", (Line("rate", "other"),), from_zero=False),
    ),
    view=("filters", "reconstructions", "angles"),
    own=False,
    batch=64,
    offered=("trainer", "latents", "learning_rate", "decay", "centred"),
    presets=(
        Preset("exact"),
        Preset("minibatches", {"trainer": "minibatch", "learning_rate": 3e-4}),
        Preset("no_mean", {"centred": False}),
    ),
    words=("show_linear_autoencoder",),
    script="tabs/autoencoders/planes.js",
    recorded="tabs/autoencoders/recorded.json",
    tab="autoencoders",
)
