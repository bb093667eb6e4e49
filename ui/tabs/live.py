"""The Live training tab: a GAN learns while one watches, turns its knobs, breaks it, and shows it to a class."""

import gradio as gr

from ui import words
from ui.panels.live_control import control, offers
from ui.panels.live_room import room
from ui.panels.panel import panel

PARTS = (
    "live_chart", "live_knobs", "live_bring", "live_from", "live_samples", "live_view", "live_stages", "live_room",
)  # fmt: skip


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(words.lesson("live"), elem_classes="lesson")
    panel("live", control, room, table="live", parts=PARTS, offers=offers())
