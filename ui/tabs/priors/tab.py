"""The Priors tab: walk over a finished prior, then bend one while an adversarial autoencoder learns to fill it."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.priors import api
from ui.tabs.priors.asks import encode, open_model, paint
from ui.tabs.priors.card import CARD
from ui.tabs.priors.offer import PRIORS
from ui.tabs.priors.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.follow_prior,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("priors.intro"), elem_classes="lesson")
    panel("tabs/priors/priors", open_model, paint, encode, models=infer.available(*PRIORS))
    gr.Markdown(references.t("priors.bend_intro"), elem_classes="lesson")
    run = mounted("priors", SHOW.family, "tabs/priors/bend")
    panel("live/panel/live", control, room, elem_id="bend", **run)
    gr.Markdown(references.lesson("priors"), elem_classes="lesson")
