"""The first tab: what this is, shown by pictures that the shipped models made."""

from collections.abc import Sequence

import gradio as gr

from ui.language import references
from ui.parts.cards.card import Card
from ui.tabs.home.gallery import gallery


def build(cards: Sequence[Card]) -> None:
    """cards: of the other tabs, in their order."""
    gr.Markdown(references.lesson("home"), elem_classes=["lesson", "hero"])
    gallery(cards)
