"""The maps without their page: an endpoint for gradio_client and for curl."""

from ui.serving import checked
from ui.tabs.maps.asks import placed
from ui.tabs.maps.offer import MAPS


def place_on_maps(model: str, picture: str) -> dict:
    """Where a drawing, given as the data URL of a picture file, lies on each map of the same 5,000 pictures.

    Returns {"places": {"pca": [x, y], "lda", "isomap", "lle", "tsne" and, of digits, "ae", "vae"}}; nearly all of a
    map's own points lie in [-1, 1] both ways.
    """
    network = checked.network(model, MAPS)
    return {"places": placed(network, checked.drawing(network, picture))}
