"""Four families of pictures on points of the plane, live: where each of them would expect data, seen at once.

The objectives are those of the families' other shows; the networks are small, as a picture has one pixel here.
"""

from dataclasses import replace

from genmodels.data.plane import SHAPES
from ui.live.show import Chart, Line, Show
from ui.tabs.live.charts import BOUND, KL

POINT = {"channels": 2, "size": 1}
MSE = Chart("mse", (Line("mse", "good"),), log=True)


def on_points(show: Show) -> Show:
    """What all four have in common."""
    return replace(
        show,
        name=f"{show.family}-points",
        data=tuple(SHAPES),
        own=False,
        batch=128,
        begin=POINT | show.begin,
        words=("show_points",),
        recorded=f"tabs/live/shows/points/{show.family.replace('-', '_')}/recorded.json",
    )


SHOWS = (
    on_points(
        Show(
            family="autoencoder",
            charts=(MSE,),
            view=("between", "made"),
            begin={"latents": 1, "width": 8, "learning_rate": 1e-2, "average": 0.99},
            offered=("latents", "learning_rate"),
        )
    ),
    on_points(
        Show(
            family="denoising-autoencoder",
            charts=(Chart("cleaned", (Line("mse", "good"), Line("dirt", "other", dashed=True)), log=True),),
            view=("filters", "made"),
            begin={"width": 64, "noise": "gaussian", "strength": 0.05, "learning_rate": 1e-2},
            offered=("strength", "learning_rate"),
        )
    ),
    on_points(
        Show(
            family="vae",
            charts=(BOUND, KL),
            view=("samples", "made"),
            begin={
                "latents": 1,
                "width": 8,
                "decoder": "gaussian",
                "sigma": 0.005,
                "learning_rate": 1e-2,
                "average": 0.99,
            },
            offered=("beta", "latents", "learning_rate"),
        )
    ),
    on_points(
        Show(
            family="ebgan",
            charts=(
                Chart(
                    "energies",
                    (Line("energy_real", "first"), Line("energy_fake", "second"), Line("margin", "other", dashed=True)),
                ),
                Chart("beyond", (Line("beyond", "second"),), range=(0, 1)),
            ),
            view=("samples", "made"),
            begin={
                "latents": 2,
                "width": 22,
                "d_width": 22,
                "code": 8,
                "margin": 0.03,
                "pulling_away": 0.0,
                "g_learning_rate": 2e-3,
                "d_learning_rate": 5e-3,
                "average": 0.99,
            },
            offered=("margin", "g_learning_rate", "d_learning_rate"),
        )
    ),
)
