"""The Round trip tab: from one kind of picture to the other and back, and what is hidden on the way."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.roundtrip import api
from ui.tabs.roundtrip.asks import brought, described, picks, trip
from ui.tabs.roundtrip.card import CARD
from ui.tabs.roundtrip.offer import TRIPS

__all__ = ["CARD"]


def ready() -> bool:
    """Whether there is a model to show: without one the tab is left out."""
    return bool(infer.available(*TRIPS))


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.round_trip,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("roundtrip.intro"), elem_classes="lesson")
    there = infer.available(*TRIPS)
    panel("tabs/roundtrip/roundtrip", trip, picks, brought, picker(TRIPS), models=[described(name) for name in there])
    gr.Markdown(references.lesson("roundtrip"), elem_classes="lesson")
