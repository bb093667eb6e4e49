"""The Latent space tab: draw a digit, see where it lies, move from there, and watch what the decoder makes of it."""

import gradio as gr

from ui import references, serving, words
from ui.endpoints import LATENT
from ui.panels.digit_pad import encode
from ui.panels.latent_map import COLOURS
from ui.panels.latent_sliders import decode, interpolate, open_model
from ui.panels.panel import panel
from ui.panels.weights import picker

PARTS = ("weights", "shared", "digit_pad", "latent_sliders", "latent_map", "latent_between")


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("latent.intro"), elem_classes="lesson")
    classes = words.table("classes")
    panel(
        "latent",
        open_model,
        decode,
        encode,
        interpolate,
        picker(LATENT),
        table="latent",
        parts=PARTS,
        models=serving.available(*LATENT),
        colours=list(COLOURS),
        clothes={code: [names[f"fashion_{label}"] for label in range(10)] for code, names in classes.items()},
    )
    gr.Markdown(references.lesson("latent"), elem_classes="lesson")
