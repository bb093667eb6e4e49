"""The Energy tab: nine models learn the same points at once, and a ball rolls down the energy of each."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.tabs.energy.card import CARD
from ui.tabs.energy.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("energy.intro"), elem_classes="lesson")
    run = mounted("energy", SHOW.family, "parts/plane/wide", "tabs/energy/energy")
    panel("live/panel/live", control, room, elem_id="plane", **run)
    gr.Markdown(references.lesson("energy"), elem_classes="lesson")
