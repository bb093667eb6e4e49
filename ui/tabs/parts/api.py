"""The Parts tab without its page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

from ui.serving import checked
from ui.tabs.parts.offer import RECURRENT


def recurrent_code(model: str, picture: str) -> dict:
    """What a recurrent sparse autoencoder thinks of a drawing, given as a data URL, in each of its iterations.

    Returns {"codes": numbers of all units after each iteration, "probabilities": of the classes after each}.
    """
    network = checked.network(model, RECURRENT)
    path = network.path(network.rows(checked.drawing(network, picture)))
    return {
        "codes": [code[0].tolist() for code in path],
        "probabilities": [network.classify(code)[0].softmax(0).tolist() for code in path],
    }
