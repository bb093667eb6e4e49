"""The Ring tab without its page: an endpoint for gradio_client and for curl."""

from ui.serving import checked
from ui.tabs.ring import nearest as near
from ui.tabs.ring.offer import EMBEDDINGS


def nearest(model: str, picture: str) -> dict:
    """The ten nearest test pictures to a picture of an article, given as the data URL of a file of any size and mode.

    Returns {"embedding": [[row, cosine], ...] by the network's features, "pixels": the same by the pixels themselves},
    nearest first; a row counts the test set's pictures from 0.
    """
    network = checked.network(model, EMBEDDINGS)
    found = near.neighbours(network, checked.drawing(network, picture))
    return {name: found[name] for name in ("embedding", "pixels")}
