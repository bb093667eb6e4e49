"""The Pitfalls tab: why GANs are hard to train, reckoned exactly for two parameters and two Gaussians, and live."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.tabs.pitfalls.card import CARD
from ui.tabs.pitfalls.shows import GAN, WGAN

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [GAN, WGAN]


def build() -> None:
    """Called inside the tab. The page itself has the formulas of the first panel, which asks the server nothing."""
    gr.Markdown(references.t("pitfalls.intro"), elem_classes="lesson")
    panel("tabs/pitfalls/pitfalls")
    gr.Markdown(references.t("pitfalls.collapse"), elem_classes="lesson")
    run = mounted("pitfalls", GAN.key, "parts/plane/wide", "tabs/pitfalls/modes")
    panel("live/panel/live", control, room, elem_id="modes", **run)
    gr.Markdown(references.lesson("pitfalls"), elem_classes="lesson")
