"""The Priors tab without its page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

import torch

from ui.serving import checked
from ui.serving.images import png
from ui.tabs.priors.offer import PRIORS


def follow_prior(model: str, along: float = 0.0, across: float = 0.0) -> dict:
    """The same place of every class's part of a model's prior, decoded: one style in ten digits.

    along, across: in standard deviations of a part; along a curve, 0 is the middle of each piece.
    Returns {"places": [[x, y], ...], "pictures": [data URL, ...]}, by class.
    """
    network = checked.network(model, PRIORS)
    classes = torch.arange(network.prior.classes, device=checked.device(network))
    where = (checked.number(name, value, -4, 4) for name, value in (("along", along), ("across", across)))
    places = network.prior.place(classes, *(torch.full(classes.shape, each, device=classes.device) for each in where))
    return {"places": places.tolist(), "pictures": [png(image) for image in network.decode(places)]}
