"""The Latent space tab: draw a digit, see where it lies, move from there, and watch what the decoder makes of it."""

from collections.abc import Callable

import gradio as gr

from genmodels.shown import COLOURS
from ui.language import references
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.latent import api
from ui.tabs.latent.asks import decode, interpolate, open_model
from ui.tabs.latent.card import CARD
from ui.tabs.latent.drawn import encode
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.sent import coder

__all__ = ["CARD"]


def endpoints() -> tuple[Callable, ...]:
    """What programs may call, by its name."""
    return api.decode, api.encode, api.reconstruct, api.interpolate


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("latent.intro"), elem_classes="lesson")
    panel(
        "tabs/latent/latent",
        open_model,
        decode,
        encode,
        interpolate,
        coder,
        picker(SPACES),
        models=infer.available(*SPACES),
        colours=list(COLOURS),
    )
    gr.Markdown(references.lesson("latent"), elem_classes="lesson")
