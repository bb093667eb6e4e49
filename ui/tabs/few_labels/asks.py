"""What the Few labels tab asks: the digits on its map, and one's own drawing in the handwriting of every class."""

import torch
from torch import Tensor, nn

from ui.serving import checked, functions, held, infer
from ui.serving.images import packed
from ui.tabs.few_labels.offer import FEW_LABELS
from ui.tabs.few_labels.show import ON_MAP

COLUMNS = 30  # of the sheet of digits
SETS = ("mnist", "digits")  # that a run may learn here: the second where the first is not to be had


@functions.errand
def digits(asked: dict) -> dict:
    """{"data": name} -> {"sheet": a data URL of the digits on the map, COLUMNS to a row, or null where they are not
    here, "columns"}."""
    return held.on_sheet(held.pictures(checked.word("data", asked.get("data"), SETS), ON_MAP), COLUMNS)


def analogies(asked: dict) -> dict:
    """{"model", "pixels": 784 bytes as base64} -> {"pictures": one of each class, as base64, "shares": q(y | x)}.

    Without "pixels" the hand is the prior's mean, z = 0, and there are no shares.
    """
    network = checked.network(asked.get("model"), FEW_LABELS)
    if "pixels" not in asked:
        return {"pictures": packed(_mean_hand(network))}
    images = checked.pixels(asked.get("pixels")).to(checked.device(network))
    pictures = network.analogies(images)[0]
    shares = network.classify(images).softmax(1)[0]
    return {
        "pictures": packed(pictures),
        "shares": [round(share, 4) for share in shares.tolist()],
    }


@infer.once
def _mean_hand(network: nn.Module) -> Tensor:
    config, device = network.config, checked.device(network)
    return network.decode(
        torch.zeros(config.classes, config.latents, device=device), torch.eye(config.classes, device=device)
    )
