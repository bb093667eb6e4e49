"""The Ring tab: embeddings that learn from differences alone, live on a circle."""

from collections.abc import Callable

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.ring import api
from ui.tabs.ring.asks import pictures
from ui.tabs.ring.card import CARD
from ui.tabs.ring.nearest import nearest, test_pictures
from ui.tabs.ring.offer import EMBEDDINGS
from ui.tabs.ring.show import MOCO, PIRL, SIMCLR

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SIMCLR, MOCO, PIRL]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call."""
    return (api.nearest,)


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("ring.intro"), elem_classes="lesson")
    run = mounted("ring", SIMCLR.key, "parts/plane/wide", "tabs/ring/ring")
    panel("live/panel/live", control, room, pictures, elem_id="ring-live", **run)
    panel(
        "tabs/ring/near",
        nearest,
        test_pictures,
        picker(EMBEDDINGS),
        models=infer.available(*EMBEDDINGS),
        elem_id="ring-near",
    )
    gr.Markdown(references.lesson("ring"), elem_classes="lesson")
