"""The Autoencoders tab: draw a digit, dirty it, and see how five autoencoders pull it back; below, the linear one."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.autoencoders import api
from ui.tabs.autoencoders.asks import examples, filters, plane, pull, rebuild
from ui.tabs.autoencoders.card import CARD
from ui.tabs.autoencoders.offer import AUTOENCODERS, LINEAR
from ui.tabs.autoencoders.show import SHOW

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.rebuild,)


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("autoencoders.intro"), elem_classes="lesson")
    models = infer.available(*AUTOENCODERS)
    panel(
        "tabs/autoencoders/autoencoders",
        rebuild,
        pull,
        filters,
        plane,
        examples,
        models=models,
        linear=LINEAR if LINEAR in models else None,
    )
    gr.Markdown(references.t("autoencoders.live"), elem_classes="lesson")
    run = mounted("autoencoders", SHOW.family, "tabs/autoencoders/planes")
    panel("live/panel/live", control, room, elem_id="linear-live", **run)
    gr.Markdown(references.lesson("autoencoders"), elem_classes="lesson")
