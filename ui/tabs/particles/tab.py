"""The Particles tab: a finished Boltzmann machine that the page sweeps, three so small that all is known of them, and
one that learns from its particles."""

import gradio as gr

from ui.language import references
from ui.live.panel.control import control
from ui.live.panel.mounted import mounted
from ui.live.panel.room import room
from ui.live.show import Show
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.tabs.particles.asks import machine
from ui.tabs.particles.card import CARD
from ui.tabs.particles.offer import PARTICLES
from ui.tabs.particles.show import SHOW

__all__ = ["CARD"]


def shows() -> list[Show]:
    """What can be trained here."""
    return [SHOW]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("particles.intro"), elem_classes="lesson")
    panel("tabs/particles/particles", machine, models=infer.available(*PARTICLES))
    gr.Markdown(references.t("particles.nine_intro"), elem_classes="lesson")
    panel("tabs/particles/twin")
    gr.Markdown(references.t("particles.dig_intro"), elem_classes="lesson")
    run = mounted("particles", SHOW.family, "tabs/particles/valleys")
    panel("live/panel/live", control, room, elem_id="particles-dig", **run)
    gr.Markdown(references.lesson("particles"), elem_classes="lesson")
