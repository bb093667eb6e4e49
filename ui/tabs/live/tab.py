"""The Live training tab: a GAN learns while one watches, turns its knobs, breaks it, and shows it to a class."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.publish import can_log_in, publish, visitor
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
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
    panel("live/panel/live", *functions, **mounted("live", CHOSEN, login=login))
    if login:
        gr.LoginButton(visible=False)  # brings Gradio's routes; the panel has a link that speaks the reader's language
