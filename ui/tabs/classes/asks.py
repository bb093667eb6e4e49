"""The sample grid: pictures of chosen classes by a conditional GAN, each with the judge's verdict; or one face under
attributes.
"""

import gradio as gr

from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import checked, infer
from ui.tabs.classes import api, attributes
from ui.tabs.classes.offer import BOTH


def sample(data: dict) -> dict:
    """`api.sample_classes` for the panel's script; of a model that knows attributes, `attributes.sample_attributes`."""
    if checked.network(data.get("model"), BOTH).config.labels == "attributes":
        settings = ("model", "attributes", "seed", "truncation")
        return attributes.sample_attributes(**{name: data.get(name) for name in settings})
    settings = ("model", "classes", "count", "seed", "truncation", "mix")
    return api.sample_classes(**{name: data.get(name) for name in settings})


def sample_grid() -> gr.HTML:
    """The panel, offering the conditional GANs that are on this machine."""
    models = infer.available(*BOTH)
    return panel("tabs/classes/classes", sample, picker(BOTH), elem_id="sample-grid", models=models)
