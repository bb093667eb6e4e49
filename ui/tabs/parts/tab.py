"""The Parts tab: a recurrent sparse code of what one draws, iteration by iteration, and its training."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.parts import api
from ui.tabs.parts.asks import open_units, think
from ui.tabs.parts.card import CARD
from ui.tabs.parts.offer import RECURRENT
from ui.tabs.parts.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.recurrent_code,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("parts.intro"), elem_classes="lesson")
    panel("tabs/parts/parts", open_units, think, models=infer.available(*RECURRENT))
    gr.Markdown(references.t("parts.live_intro"), elem_classes="lesson")
    panel("live/panel/live", control, room, elem_id="parts-live", **mounted("parts", SHOW.family))
    gr.Markdown(references.lesson("parts"), elem_classes="lesson")
