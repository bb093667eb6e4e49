"""The sample grid: pictures of chosen classes by a conditional GAN, each with the judge's verdict."""

import gradio as gr

from ui import endpoints, serving
from ui.panels.panel import panel
from ui.panels.weights import picker


def sample(data: dict) -> dict:
    """`endpoints.sample_classes` for the panel's script."""
    settings = ("model", "classes", "count", "seed", "truncation", "mix")
    return endpoints.sample_classes(**{name: data.get(name) for name in settings})


def sample_grid() -> gr.HTML:
    """The panel, offering the conditional GANs that are on this machine."""
    models = serving.available(*endpoints.CLASSES)
    return panel("sample_grid", sample, picker(endpoints.CLASSES), table="classes", parts=("weights",), models=models)
