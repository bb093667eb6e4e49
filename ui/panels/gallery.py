"""The gallery: for each thing one can do here a moving picture by the models themselves, and the way to its tab."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import gradio as gr
import torch
from torch import Tensor

from ui import serving
from ui.endpoints import truncated_normal
from ui.panels.panel import panel

COLUMNS, ROWS = 5, 4
WALK = 24  # frames of a round trip through the latent space


@dataclass(frozen=True)
class Card:
    """One thing to do: in which tab, by which checkpoints, and how those present paint (frames, tiles, 1, 28, 28)."""

    tab: str
    models: tuple[str, ...]
    paint: Callable[[list[str]], Tensor]


def gallery() -> gr.HTML:
    """The panel, with a card for each thing whose models are on this machine."""
    cards = [card.tab for card in CARDS if serving.available(*card.models)]
    return panel("gallery", pictures, table="home", cards=cards)


def pictures(data: dict) -> dict:
    """Every card's frames, each a mosaic of COLUMNS x ROWS, one below the other in one sheet."""
    return _pictures()


@cache
def _pictures() -> dict:
    offers = [(card, there) for card in CARDS if (there := serving.available(*card.models))]
    for _, there in offers:  # before the first is painted: what waits for a model begins anew
        for name in there:
            serving.model(name)
    cards = {card.tab: card.paint(there) for card, there in offers}
    return {
        "sheets": {tab: serving.png(serving.sheet(frames.flatten(0, 1), COLUMNS)) for tab, frames in cards.items()},
        "frames": {tab: len(frames) for tab, frames in cards.items()},
        "columns": COLUMNS,
        "rows": ROWS,
        "count": sum(frames.shape[0] * frames.shape[1] for frames in cards.values()),
    }


def _walk(names: list[str]) -> Tensor:
    """Round trips z = cos(t) a + sin(t) b: every z on the way is as likely under the prior as a and b are."""
    angles = torch.linspace(0, 2 * math.pi, WALK + 1)[:-1, None, None]

    def paint(name: str, tiles: int) -> Tensor:
        model = serving.model(name)
        a, b = truncated_normal(2 * tiles, model.config.latents, 3, 2.0).chunk(2)
        path = torch.cos(angles) * a + torch.sin(angles) * b  # (WALK, tiles, L)
        return model.decode(path.flatten(0, 1)).unflatten(0, (WALK, tiles))

    return _shared(names, paint)


def _classes(names: list[str]) -> Tensor:
    """The same z in one class after another."""

    def paint(name: str, tiles: int) -> Tensor:
        model = serving.model(name)
        count = model.config.classes
        z = truncated_normal(tiles, model.config.latents, 7, 2.0)
        asked = torch.eye(count).repeat_interleave(tiles, 0)
        return model.generate(z.repeat(count, 1), asked).unflatten(0, (count, tiles))

    return _shared(names, paint)


def _samples(names: list[str]) -> Tensor:
    """Plain samples, as a generator of noise makes them."""

    def paint(name: str, tiles: int) -> Tensor:
        model = serving.model(name)
        return model.generate(truncated_normal(tiles, model.config.latents, 11, 2.0))[None]

    return _shared(names, paint)


def _shared(names: list[str], paint: Callable[[str, int], Tensor]) -> Tensor:
    """The mosaic's rows shared out evenly among the models that are there."""
    rows = torch.arange(ROWS).tensor_split(len(names))
    return torch.cat([paint(name, COLUMNS * len(part)).cpu() for name, part in zip(names, rows, strict=True)], 1)


CARDS = (
    Card("latent", ("vae-mnist", "vae-fashion"), _walk),
    Card("classes", ("cgan-mnist", "cgan-fashion"), _classes),
    Card("live", ("dcgan-mnist", "wgan-gp-mnist"), _samples),
)
