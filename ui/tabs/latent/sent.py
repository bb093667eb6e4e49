"""What the page is sent of a model, once somebody touches it: from then on its own processor answers, and not this one.

The page's answers (answers.js) are those of asks.py and drawn.py, by the same weights as 16-bit floats.
"""

from torch import nn

from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.serving.latents import even
from ui.tabs.latent.drawn import DRAWS
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.space import space

HALVES = ("encoder", "decoder")
MOST = 2_000_000  # weights of a half that are sent, two bytes each


def coder(data: dict) -> dict:
    """{"model", "half": "encoder" or "decoder"} -> {"parts": weights as 16-bit floats or null, "config": see `told`}.

    A half of more weights than MOST is null: the server goes on to answer.
    """
    network = checked.network(data.get("model"), SPACES)
    return _sent(network)[checked.word("half", data.get("half"), HALVES)]


@infer.once
def _sent(network: nn.Module) -> dict:
    return {half: {"parts": parts(network, half), "config": told(network)} for half in HALVES}


def parts(network: nn.Module, half: str) -> dict | None:
    """Weights by their names."""
    found = {name: value for name, value in network.state_dict().items() if name.startswith(f"{half}.")}
    if sum(value.numel() for value in found.values()) > MOST:
        return None
    return {name: to_base64(value.half()) for name, value in found.items()}


def told(network: nn.Module) -> dict:
    """What else the page needs to know; draws: of a normal distribution, (D, L), row by row."""
    config, shown = network.config, space(network)
    return {
        "size": config.size,
        "latents": config.latents,
        "classes": getattr(config, "classes", 0),
        "network": getattr(config, "network", "convolutional"),
        "pixel": getattr(config, "decoder", None),
        "sigma": getattr(config, "sigma", None),
        "plain": shown.plain,
        "centre": shown.centre.tolist(),
        "scale": shown.scale,
        "draws": even(DRAWS, config.latents).tolist(),
    }
