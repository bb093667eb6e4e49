"""The adversarial autoencoder, live: its test codes flow into whatever prior somebody drags or draws."""

import math

from torch import Tensor, nn

from genmodels.blocks.priors import EDGE, KINDS, checked_curve, checked_petals
from genmodels.reasons import KnownError
from ui.live.show import Chart, Line, Preset, Show
from ui.serving import checked

CLASSES = 10
OPTIMUM = 2 * math.log(2)  # D's loss where it can only guess


def decoded(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    """Pictures of draws of each label's part of the prior."""
    return model.decode(model.prior.place(labels % CLASSES, *latents.unbind(1)))


def heard(name: str, value: object) -> object:
    """ "prior": {"kind", "petals" or "curve"} as `Prior.bend` takes it.  "pointed": up to ten codes to be decoded."""
    if name == "pointed":
        rows = value if isinstance(value, list) else []
        points = [row for row in rows[:CLASSES] if isinstance(row, list) and len(row) == 2]
        return [[checked.number("pointed", number, -2 * EDGE, 2 * EDGE) for number in point] for point in points]
    if name != "prior":
        raise KnownError("unheard", name=name)
    told = value if isinstance(value, dict) else {}
    prior = {"kind": checked.word("prior", told.get("kind"), KINDS)}
    if prior["kind"] == "petals" and told.get("petals") is not None:
        prior["petals"] = checked_petals(told["petals"], CLASSES)
    if prior["kind"] == "drawn":
        prior["curve"] = checked_curve(told.get("curve"))
    return prior


SHOW = Show(
    family="adversarial-autoencoder",
    charts=(
        Chart("game", (Line("d_loss", "first"), Line("g_loss", "second")), level=OPTIMUM),
        Chart("d_accuracy", (Line("d_accuracy", "other"),), range=(0, 1), level=0.5),
        Chart("mse", (Line("mse", "good"),), log=True),
        Chart("agreement", (Line("agreement", "good"),), range=(0, 1), judged=True),
    ),
    view=("styles", "codes", "prior", "pointed"),
    begin={
        "width": 128,
        "dropout": 0.0,
        "g_learning_rate": 4e-3,
        "d_learning_rate": 2e-3,
        "average": 0.98,
    },
    batch=64,
    offered=("prior", "labelled", "learning_rate", "g_learning_rate", "d_learning_rate"),
    presets=(
        Preset("roll", {"prior": "roll"}),
        Preset("no_labels", {"labelled": 0.0}),
        Preset("d_wins", {"g_learning_rate": 1e-5, "d_learning_rate": 4e-3}),
    ),
    draw=decoded,
    asked=True,
    words=("priors",),
    script="tabs/priors/bend.js",
    recorded="tabs/priors/recorded.json",
    tab="priors",
    heard=heard,
)
