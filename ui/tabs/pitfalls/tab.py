"""The Pitfalls tab: why GANs are hard to train, where one can reckon it exactly: two parameters, and two Gaussians."""

import gradio as gr

from ui.language import references
from ui.parts.page.panel import panel
from ui.tabs.pitfalls.card import CARD

__all__ = ["CARD"]


def build() -> None:
    """Called inside the tab. Nothing of it asks the server: the page itself has the two formulas."""
    gr.Markdown(references.t("pitfalls.intro"), elem_classes="lesson")
    panel("tabs/pitfalls/pitfalls")
    gr.Markdown(references.lesson("pitfalls"), elem_classes="lesson")
