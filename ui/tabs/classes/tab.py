"""The Classes tab: ask a conditional GAN for a class, and let a judge say whether it listened."""

import gradio as gr

from ui.language import references
from ui.tabs.classes.asks import sample_grid


def build() -> None:
    gr.Markdown(references.lesson("classes"), elem_classes="lesson")
    sample_grid()
