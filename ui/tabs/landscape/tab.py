"""The Landscape tab: the energy of what one draws, and how an EBGAN's landscape comes to be."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.landscape import api
from ui.tabs.landscape.asks import descend, look, open_model, survey
from ui.tabs.landscape.card import CARD
from ui.tabs.landscape.offer import LANDSCAPE
from ui.tabs.landscape.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.energy_of,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("landscape.intro"), elem_classes="lesson")
    panel("tabs/landscape/landscape", open_model, look, survey, descend, models=infer.available(*LANDSCAPE))
    gr.Markdown(references.t("landscape.dig_intro"), elem_classes="lesson")
    run = mounted("landscape", SHOW.family, "tabs/landscape/dig")
    panel("live/panel/live", control, room, elem_id="landscape-dig", **run)
    gr.Markdown(references.lesson("landscape"), elem_classes="lesson")
