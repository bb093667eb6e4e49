"""The Sparse codes tab: three ways to the sparse code of a patch race, and one may play against the fastest."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.sparse import api
from ui.tabs.sparse.asks import bring, coder
from ui.tabs.sparse.card import CARD
from ui.tabs.sparse.offer import CODERS

__all__ = ["CARD"]


def ready() -> bool:
    """Whether there is a dictionary to show: without one the tab is left out."""
    return bool(infer.available(*CODERS))


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.sparse_code,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("sparse.intro"), elem_classes="lesson")
    panel("tabs/sparse/sparse", coder, bring, models=infer.available(*CODERS))
    gr.Markdown(references.lesson("sparse"), elem_classes="lesson")
