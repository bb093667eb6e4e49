"""The Live training tab: a GAN learns while one watches, turns its knobs, breaks it, and shows it to a class."""

import gradio as gr

from ui import references
from ui.panels.live_control import control, offers
from ui.panels.live_publish import can_log_in, publish, visitor
from ui.panels.live_room import room
from ui.panels.panel import panel
from ui.settings import Limits

PARTS = (
    "live_chart", "live_knobs", "live_bring", "live_from", "live_samples", "live_view", "live_stages", "live_room",
    "live_publish",
)  # fmt: skip


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.lesson("live"), elem_classes="lesson")
    login = can_log_in()
    functions = (control, room, visitor, publish) if login else (control, room)
    classroom = bool(Limits.from_environment().classroom)
    panel("live", *functions, table="live", parts=PARTS, offers=offers(), login=login, classroom=classroom)
    if login:
        gr.LoginButton(visible=False)  # brings Gradio's routes; the panel has a link that speaks the reader's language
