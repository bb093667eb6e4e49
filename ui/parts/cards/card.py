"""What a tab says of itself on Home: a moving picture by the models themselves. Its words: the table card_NAME."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ui.serving import checked
from ui.serving.latents import truncated_normal

COLUMNS, ROWS = 5, 4


@dataclass(frozen=True)
class Card:
    """One thing to do: in which tab, by which checkpoints, if any, and how these paint (frames, tiles, C, H, W).

    columns: tiles in a row; every mosaic is five wide to four high.
    given: how many of the frames are not made by the models.  seconds: from one frame to the next.
    """

    tab: str
    models: tuple[str, ...]
    paint: Callable[[list[str]], Tensor]
    columns: int = COLUMNS
    given: int = 0
    seconds: float = 1.0


def shared(names: list[str], paint: Callable[[str, int], Tensor], columns: int = COLUMNS, rows: int = ROWS) -> Tensor:
    """The mosaic's rows shared out evenly among the models that are there."""
    parts = torch.arange(rows).tensor_split(len(names))
    return torch.cat([paint(name, columns * len(part)).cpu() for name, part in zip(names, parts, strict=True)], 1)


def latents(model: nn.Module, count: int, seed: int) -> Tensor:
    """(count, L) on the model's device, the same at every start."""
    return truncated_normal(count, model.config.latents, seed, truncation=2.0).to(checked.device(model))
