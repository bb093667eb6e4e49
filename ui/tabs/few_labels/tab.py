"""The Few labels tab: name a few digits, and watch what is learned from them spread over those that nobody named."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.few_labels.asks import analogies, digits
from ui.tabs.few_labels.card import CARD
from ui.tabs.few_labels.offer import FEW_LABELS
from ui.tabs.few_labels.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("few_labels.intro"), elem_classes="lesson")
    run = mounted("few_labels", SHOW.family, "tabs/few_labels/naming")
    panel("live/panel/live", control, room, digits, elem_id="few-labels-live", **run)
    panel(
        "tabs/few_labels/hands",
        analogies,
        picker(FEW_LABELS),
        models=infer.available(*FEW_LABELS),
        elem_id="few-labels-hands",
    )
    gr.Markdown(references.lesson("few_labels"), elem_classes="lesson")
