"""The Sketch tab: draw, and pix2pix paints it while the line is still being drawn."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.serving import infer
from ui.tabs.sketch import api
from ui.tabs.sketch.asks import sketch_pad
from ui.tabs.sketch.card import CARD
from ui.tabs.sketch.offer import SKETCH

__all__ = ["CARD"]


def ready() -> bool:
    """Whether there is a model to show: without one the tab is left out."""
    return bool(infer.available(*SKETCH))


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.sketch,)


def build() -> None:
    gr.Markdown(references.t("sketch.intro"), elem_classes="lesson")
    sketch_pad()
    gr.Markdown(references.lesson("sketch"), elem_classes="lesson")
