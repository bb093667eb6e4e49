"""The Cortex tab: a sheet of units that has learned, to be shown gratings, and one that learns before one's eyes."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.cortex import api
from ui.tabs.cortex.asks import sheet
from ui.tabs.cortex.card import CARD
from ui.tabs.cortex.offer import SHEETS
from ui.tabs.cortex.show import SHOW

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.cortex_cells,)


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("cortex.intro"), elem_classes="lesson")
    run = mounted("cortex", SHOW.family, "tabs/cortex/live_map")
    panel("live/panel/live", control, room, elem_id="cortex-live", **run)
    gr.Markdown(references.t("cortex.cells_intro"), elem_classes="lesson")
    panel("tabs/cortex/cortex", sheet, models=infer.available(*SHEETS))
    gr.Markdown(references.lesson("cortex"), elem_classes="lesson")
