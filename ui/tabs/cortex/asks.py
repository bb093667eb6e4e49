"""What the Cortex tab asks, once: a sheet of units whole. The page shows it gratings and reads its pools itself."""

from torch import nn

from genmodels.blocks.orientation import neighbour_degrees, pinwheels
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.tabs.cortex.offer import SHEETS

MOST = 200_000  # weights that are sent to a page, two bytes each


def sheet(data: dict) -> dict:
    """{"model": name} -> what `told` says of it."""
    return _sheet(checked.network(data.get("model"), SHEETS))


@infer.once
def _sheet(model: nn.Module) -> dict:
    if model.config.channels != 1 or sum(value.numel() for value in model.state_dict().values()) > MOST:
        raise Complaint("cortex.not_this")
    return told(model)


def told(model: nn.Module) -> dict:
    """Encoder and atoms (units, pixels) as 16-bit floats, unit after unit, and the score of its map."""
    found = model.map()
    return {
        "side": model.config.side,
        "size": model.config.size,
        "pool": model.config.pool,
        "encoder": to_base64(model.encoder.weight.half()),
        "atoms": to_base64(model.dictionary.weight.T.half()),
        "degrees": neighbour_degrees(found).item(),
        "pinwheels": int(pinwheels(found).abs().sum()),
    }
