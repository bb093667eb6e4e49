"""The Maps tab: the same pictures on seven maps, a pen whose dot travels over all, a roll, and t-SNE at work."""

from collections.abc import Callable

import gradio as gr

from genmodels.shown import COLOURS
from ui.language import references
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.maps import api
from ui.tabs.maps.asks import open_maps, pictures, place
from ui.tabs.maps.card import CARD
from ui.tabs.maps.offer import MAPS

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return (api.place_on_maps,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("maps.intro"), elem_classes="lesson")
    panel(
        "tabs/maps/maps",
        open_maps,
        pictures,
        place,
        picker(MAPS),
        models=infer.available(*MAPS),
        colours=list(COLOURS),
    )
    gr.Markdown(references.lesson("maps"), elem_classes="lesson")
