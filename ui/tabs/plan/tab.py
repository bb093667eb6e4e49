"""The Plan tab: a pendulum and a truck that a planner drives, its plans bent by gradients in the page, or an actor."""

import gradio as gr

from ui.language import references
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.plan.asks import agent
from ui.tabs.plan.card import CARD
from ui.tabs.plan.offer import AGENTS, EYES, WORLDS
from ui.tabs.plan.rival import RIVALS, rival

__all__ = ["CARD"]


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("plan.intro"), elem_classes="lesson")
    worlds, rivals = infer.available(*WORLDS), infer.available(*RIVALS)
    panel("tabs/plan/plan", agent, picker(AGENTS), models=worlds, eyes=infer.available(*EYES))
    if rivals and WORLDS.names[0] in worlds:
        panel("tabs/plan/rival", rival, elem_id="plan-rival", model=rivals[0], world=WORLDS.names[0])
    gr.Markdown(references.lesson("plan"), elem_classes="lesson")
