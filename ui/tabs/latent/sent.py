"""What the page is sent of a model, once somebody touches it: from then on its own processor answers, and not this one.

The page's answers (answers.js) are those of asks.py and drawn.py, by the same weights as 16-bit floats.
"""

from torch import Tensor, nn

from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.serving.latents import even
from ui.tabs.latent.drawn import DRAWS
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.space import space

HALVES = ("encoder", "decoder")
MOST = 2_000_000  # weights of a half that are sent, two bytes each


def coder(data: dict) -> dict:
    """{"model", "half": "encoder" or "decoder"} -> {"parts": see `parts`, "config": see `told`}."""
    network = checked.network(data.get("model"), SPACES)
    return _sent(network)[checked.word("half", data.get("half"), HALVES)]


@infer.once
def _sent(network: nn.Module) -> dict:
    return {half: {"parts": parts(network, half), "config": told(network)} for half in HALVES}


def parts(network: nn.Module, half: str) -> dict | None:
    """A half's weights by their names, as 16-bit floats; None where these are more than MOST, or one is too large.

    Then the server goes on to answer.
    """
    found = {name: value for name, value in network.state_dict().items() if name.startswith(f"{half}.")}
    halves = {name: value.half() for name, value in found.items()}
    if sum(value.numel() for value in found.values()) > MOST or not all(map(_finite, halves.values())):
        return None
    return {name: to_base64(value) for name, value in halves.items()}


def _finite(value: Tensor) -> bool:
    return bool(value.isfinite().all())


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
