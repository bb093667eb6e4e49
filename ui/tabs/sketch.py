"""The Sketch tab: draw, and pix2pix paints it while the line is still being drawn."""

import gradio as gr

from ui import references, serving
from ui.endpoints import SKETCH
from ui.panels.sketch_pad import sketch_pad


def ready() -> bool:
    """Whether there is a model to show: without one the tab is left out."""
    return bool(serving.available(*SKETCH))


def build() -> None:
    gr.Markdown(references.t("sketch.intro"), elem_classes="lesson")
    sketch_pad()
    gr.Markdown(references.lesson("sketch"), elem_classes="lesson")
