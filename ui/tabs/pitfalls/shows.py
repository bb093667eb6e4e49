"""Two games over points of the plane, live: how a generator collapses, and what brings it back."""

from functools import partial

from genmodels.data.plane import SHAPES
from genmodels.reasons import KnownError
from ui.live.show import Chart, Line, Preset, Show
from ui.serving import checked

# eight Gaussians first: it is on them that one can count
DATA = ("gaussians", "grid", *(shape for shape in SHAPES if shape not in ("gaussians", "grid")))
POINTS = {"channels": 2, "size": 1, "latents": 2, "width": 32, "average": 0.0}
SLOW_JUDGE = {"g_learning_rate": 2e-3, "d_learning_rate": 1e-4}
CURE = {"d_learning_rate": 1e-2, "r1": 0.1}
COLLAPSED = 600  # steps after which the cure comes


def heard(judge: str, name: str, value: object) -> object:
    """ "alone": the player who takes the next step by itself, that judge or the generator."""
    if name != "alone":
        raise KnownError("unheard", name=name)
    return checked.word("alone", value, (judge, "generator"))


def show(family: str, judge: str, charts: tuple[Chart, ...], *words: str, **more) -> Show:
    """What both have in common."""
    return Show(
        family=family,
        name=f"{family}-plane",
        charts=charts,
        view=("samples", "weights", "data"),
        data=DATA,
        own=False,
        batch=64,
        words=("modes", *words),
        script="tabs/pitfalls/modes.js",
        recorded=f"tabs/pitfalls/{family.replace('-', '_')}/recorded.json",
        tab="pitfalls",
        heard=partial(heard, judge),  # a worker process gets it by name
        **more,
    )


GAN = show(
    "gan",
    "discriminator",
    (
        Chart("loss", (Line("d_loss", "first"), Line("g_loss", "second"))),
        Chart("opinion", (Line("d_x", "first"), Line("d_g_z1", "second")), range=(0, 1), level=0.5),
        Chart("gradient", (Line("g_gradient", "second"),), log=True),
    ),
    begin=POINTS | {"g_learning_rate": 2e-3, "d_learning_rate": 1e-2},
    offered=("loss", "g_learning_rate", "d_learning_rate", "r1", "players"),
    presets=(
        Preset("one_mode", SLOW_JUDGE),
        Preset("one_mode_cured", SLOW_JUDGE, tuple((COLLAPSED, name, value) for name, value in CURE.items())),
        Preset("sure_judge", {"loss": "saturating", "g_learning_rate": 1e-4, "d_learning_rate": 2e-2}),
    ),
)
WGAN = show(
    "wgan-gp",
    "critic",
    (
        Chart("critic_loss", (Line("critic_loss", "first"), Line("g_loss", "second"))),
        Chart("distance", (Line("wasserstein", "first"),)),
        Chart("gradient", (Line("g_gradient", "second"),), log=True),
    ),
    "show_wgan_gp",
    begin=POINTS | {"critic_width": 64, "n_critic": 2, "penalty_weight": 0.1}
    | {"g_learning_rate": 2e-3, "critic_learning_rate": 1e-2},
    offered=("g_learning_rate", "critic_learning_rate", "penalty_weight", "n_critic", "players"),
    presets=(Preset("unbounded", {"penalty_weight": 0.0}),),
)  # fmt: skip
