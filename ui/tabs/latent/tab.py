"""The Latent space tab: draw a digit, see where it lies, move from there, and watch what the decoder makes of it."""

import gradio as gr

from ui.endpoints import LATENT
from ui.language import references, words
from ui.parts.map.plane import COLOURS
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.latent.asks import decode, interpolate, open_model
from ui.tabs.latent.drawn import encode

PARTS = (
    "parts/weights/weights", "parts/page/shared", "parts/digit_pad/digit_pad", "parts/sliders/sliders", "parts/map/map",
    "tabs/latent/between",
)  # fmt: skip


def build() -> None:
    """Called inside the tab."""
    gr.Markdown(references.t("latent.intro"), elem_classes="lesson")
    classes = words.table("classes")
    panel(
        "tabs/latent/latent",
        open_model,
        decode,
        encode,
        interpolate,
        picker(LATENT),
        table="latent",
        parts=PARTS,
        models=infer.available(*LATENT),
        colours=list(COLOURS),
        clothes={code: [names[f"fashion_{label}"] for label in range(10)] for code, names in classes.items()},
    )
    gr.Markdown(references.lesson("latent"), elem_classes="lesson")
