"""The Landscape tab without its page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

from ui.serving import checked
from ui.serving.images import png
from ui.tabs.landscape.asks import down
from ui.tabs.landscape.offer import LANDSCAPE


def energy_of(model: str, picture: str, descend: bool = False) -> dict:
    """The energy of a drawing, given as a data URL, in an EBGAN: how badly its autoencoder rebuilds it.

    descend: whether to follow the energy down from there, and to tell of the last picture.
    Returns {"energy": number, "picture": data URL, "rebuilt": data URL}.
    """
    network = checked.network(model, LANDSCAPE)
    image = checked.drawing(network, picture)
    if checked.flag("descend", descend):
        image = down(network, image)[-1:]
    rebuilt = network.reconstruct(image)
    return {"energy": (image - rebuilt).square().sum().item(), "picture": png(image[0]), "rebuilt": png(rebuilt[0])}
