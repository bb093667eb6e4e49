"""The "Watch it think" tab: a network writes a picture pixel by pixel, and one may take the pen."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.think import api
from ui.tabs.think.asks import network, sees, surprise
from ui.tabs.think.card import CARD
from ui.tabs.think.offer import THINKERS

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.completed,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("think.intro"), elem_classes="lesson")
    panel("tabs/think/think", network, sees, surprise, picker(THINKERS), models=infer.available(*THINKERS))
    gr.Markdown(references.lesson("think"), elem_classes="lesson")
