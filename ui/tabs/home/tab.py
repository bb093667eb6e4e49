"""The first tab: what this is, shown by pictures that the shipped models make while the page opens."""

import gradio as gr

from ui.language import references
from ui.tabs.home.gallery import gallery


def build() -> None:
    gr.Markdown(references.lesson("home"), elem_classes=["lesson", "hero"])
    gallery()
