"""Nine energies of the plane, live: the surfaces follow whatever data somebody chooses or draws while they learn."""

from genmodels.data.plane import SHAPES, checked_gaussians, checked_points
from genmodels.reasons import KnownError
from ui.live.show import Chart, Line, Preset, Show
from ui.serving import checked

OWN_HAND, OWN_GAUSSIANS = "drawn", "mixture"


def heard(name: str, value: object) -> object:
    """ "points": {"kind"} of a set that is made here, {"kind": "drawn", "places": [[x, y], ...]}, or
    {"kind": "mixture", "gaussians": [[x, y, standard deviation], ...]}."""
    if name != "points":
        raise KnownError("unheard", name=name)
    told = value if isinstance(value, dict) else {}
    kind = checked.word("points", told.get("kind"), (*SHAPES, OWN_HAND, OWN_GAUSSIANS))
    if kind == OWN_HAND:
        return {"kind": kind, "places": checked_points(told.get("places"))}
    if kind == OWN_GAUSSIANS:
        return {"kind": kind, "gaussians": checked_gaussians(told.get("gaussians"))}
    return {"kind": kind}


SHOW = Show(
    family="energies",
    charts=(
        Chart(
            "alone",
            (
                Line("loss_autoencoder", "first"),
                Line("loss_overcomplete", "second"),
                Line("loss_denoising", "good"),
                Line("loss_kmeans", "other"),
            ),
            log=True,
        ),
        Chart(
            "games",
            (Line("loss_gan", "first"), Line("loss_wgan", "second"), Line("loss_ebgan", "good")),
        ),
    ),
    view=("maps", "weights", "data", "gaussians", "pushed"),
    data=tuple(SHAPES),
    own=False,
    batch=128,
    offered=(
        "noise",
        "beta",
        "sparsity",
        "margin",
        "r1",
        "penalty_weight",
        "learning_rate",
        "g_learning_rate",
        "d_learning_rate",
    ),
    presets=(
        Preset("with_r1", {"r1": 1.0}),
        Preset("tight_margin", {"margin": 0.02}),
        Preset("no_noise", {"noise": 0.0}),
        Preset("collapsed_code", {"beta": 3.0}),
        Preset("too_fast", {"d_learning_rate": 1.0, "g_learning_rate": 1.0}),
    ),
    words=("energy",),
    script="tabs/energy/plane.js",
    recorded="tabs/energy/recorded.json",
    tab="energy",
    heard=heard,
    told=("gaussians",),
)
