"""The Classes tab: ask a conditional GAN for a class, and let a judge say whether it listened."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.tabs.classes import api, attributes
from ui.tabs.classes.asks import sample_grid
from ui.tabs.classes.card import CARD

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return api.sample_classes, attributes.sample_attributes


def build() -> None:
    gr.Markdown(references.lesson("classes"), elem_classes="lesson")
    sample_grid()
