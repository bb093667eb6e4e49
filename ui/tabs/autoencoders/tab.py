"""The Autoencoders tab: draw a digit, dirty it, and see how five autoencoders pull it back; below, the linear one."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control, offers
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.settings import Limits
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
    panel(
        "live/panel/live",
        control,
        room,
        tab="autoencoders",
        styles=["tabs/autoencoders/planes"],
        offers=offers("autoencoders"),
        chosen=SHOW.family,
        login=False,
        classroom=bool(Limits.from_environment().classroom),
        elem_id="linear-live",
    )
    gr.Markdown(references.lesson("autoencoders"), elem_classes="lesson")
