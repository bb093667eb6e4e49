"""The sample grid: pictures of chosen classes by a conditional GAN, each with the judge's verdict."""

import gradio as gr

from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import infer
from ui.tabs.classes import api
from ui.tabs.classes.offer import CLASSES


def sample(data: dict) -> dict:
    """`api.sample_classes` for the panel's script."""
    settings = ("model", "classes", "count", "seed", "truncation", "mix")
    return api.sample_classes(**{name: data.get(name) for name in settings})


def sample_grid() -> gr.HTML:
    """The panel, offering the conditional GANs that are on this machine."""
    models = infer.available(*CLASSES)
    return panel("tabs/classes/classes", sample, picker(CLASSES), elem_id="sample-grid", models=models)
