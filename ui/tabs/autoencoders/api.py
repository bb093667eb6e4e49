"""Autoencoders without their page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

from ui.serving import checked
from ui.serving.images import png
from ui.tabs.autoencoders.offer import AUTOENCODERS


def rebuild(model: str, picture: str) -> dict:
    """A drawing, clean or dirty, as an autoencoder rebuilds it; the picture is the data URL of a picture file.

    Returns {"picture", "seen": the 28x28 picture that the model was given: data URLs, "change": mean squared change of
    a pixel}.
    """
    network = checked.network(model, AUTOENCODERS)
    image = checked.drawing(network, picture)
    rebuilt = network.reconstruct(image).clamp(0, 1)
    return {"picture": png(rebuilt[0]), "seen": png(image[0]), "change": (rebuilt - image).square().mean().item()}
