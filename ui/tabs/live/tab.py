"""The Live training tab: a GAN learns while one watches, turns its knobs, breaks it, and shows it to a class."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control, offers
from ui.live.panel.publish import can_log_in, publish, visitor
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.settings import Limits
from ui.tabs.live.card import CARD
from ui.tabs.live.shows import found

__all__ = ["CARD"]

CHOSEN = "dcgan"  # the family that a page opens with


def shows() -> list[Show]:
    """What can be trained here."""
    return found()


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.lesson("live"), elem_classes="lesson")
    login = can_log_in()
    functions = (control, room, visitor, publish) if login else (control, room)
    classroom = bool(Limits.from_environment().classroom)
    panel(
        "live/panel/live",
        *functions,
        tab="live",
        styles=[],
        offers=offers("live"),
        chosen=CHOSEN,
        login=login,
        classroom=classroom,
    )
    if login:
        gr.LoginButton(visible=False)  # brings Gradio's routes; the panel has a link that speaks the reader's language
