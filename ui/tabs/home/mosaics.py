"""The gallery's mosaics as files, so that Home is there before any model is: painted by `python -m ui.paint`.

A file is true as long as the weights that painted it are those that are here; mosaics.json says which they were. Where
it is not (weights were trained anew, a model is missing, an upload of one's own stands in), the models paint instead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from torch import Tensor

from genmodels import checkpoints, hub
from ui.language import words
from ui.parts.cards.card import Card
from ui.serving import infer
from ui.serving.images import sheet

FOLDER = "tabs/home/pictures"
TOLD = "mosaics.json"


@dataclass(frozen=True)
class Mosaic:
    """A card's frames, one below the other (C, H, W), how many they are, and how many pictures models made for it."""

    image: Tensor
    frames: int
    made: int


def painted(card: Card) -> Mosaic:
    """By the models that are on this machine."""
    tiles = card.paint(infer.available(*card.models))
    return Mosaic(sheet(tiles.flatten(0, 1), card.columns), len(tiles), (len(tiles) - card.given) * tiles.shape[1])


def place(card: Card) -> str:
    """Where its file is under ui/."""
    return f"{FOLDER}/{card.tab}.webp"


def kept(card: Card) -> dict | None:
    """What the file is of, {"frames", "made", "by"}; None where it is not what the models here would paint."""
    of = told().get(card.tab)
    return of if of and of["by"] == painters(infer.available(*card.models)) else None


def painters(names: Sequence[str]) -> dict[str, str]:
    """Each checkpoint and a hash of its weights; of an upload of one's own, which may change, the name of it."""
    return {name: hub.own_repository(name) or _weights(name) for name in names}


def _weights(name: str) -> str:
    return checkpoints.read_card(checkpoints.BUNDLED / name).files[checkpoints.WEIGHTS]["sha256"]


@cache
def told() -> dict[str, dict]:
    """What is known of all files, by their tab."""
    path = words.UI / FOLDER / TOLD
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
