"""The gallery: for each thing one can do here a moving picture by the models themselves, and the way to its tab."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import gradio as gr
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from genmodels import checkpoints
from ui.parts.page.panel import panel
from ui.serving import checked, infer
from ui.serving.images import png, sheet
from ui.serving.latents import truncated_normal

COLUMNS, ROWS = 5, 4
SKETCHES = 3  # columns and rows of the mosaic of drawings
FIRST = 3  # of the drawings in a checkpoint's folder: those from there on show its colours best
WALK = 24  # frames of a round trip through the latent space


@dataclass(frozen=True)
class Card:
    """One thing to do: in which tab, by which checkpoints, and how those present paint (frames, tiles, C, H, W).

    columns: tiles in a row; every mosaic is five wide to four high.
    given: how many of the frames are not made by the models.
    """

    tab: str
    models: tuple[str, ...]
    paint: Callable[[list[str]], Tensor]
    columns: int = COLUMNS
    given: int = 0


def gallery() -> gr.HTML:
    """The panel, with a card for each thing whose models are on this machine."""
    cards = [card.tab for card in CARDS if infer.available(*card.models)]
    return panel("tabs/home/home", pictures, elem_id="gallery", cards=cards)


def pictures(data: dict) -> dict:
    """Every card's frames, each a mosaic, one below the other in one sheet."""
    return _pictures()


@cache
def _pictures() -> dict:
    offers = [(card, there) for card in CARDS if (there := infer.available(*card.models))]
    for _, there in offers:  # before the first is painted: what waits for a model begins anew
        for name in there:
            infer.model(name)
    sheets, frames, count = {}, {}, 0
    for card, there in offers:
        tiles = card.paint(there)
        sheets[card.tab] = png(sheet(tiles.flatten(0, 1), card.columns))
        frames[card.tab] = len(tiles)
        count += (len(tiles) - card.given) * tiles.shape[1]
    return {"sheets": sheets, "frames": frames, "count": count}


def _walk(names: list[str]) -> Tensor:
    """Round trips z = cos(t) a + sin(t) b: every z on the way is as likely under the prior as a and b are."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        angles = torch.linspace(0, 2 * math.pi, WALK + 1, device=checked.device(model))[:-1, None, None]
        a, b = _latents(model, 2 * tiles, seed=3).chunk(2)
        path = torch.cos(angles) * a + torch.sin(angles) * b  # (WALK, tiles, L)
        return model.decode(path.flatten(0, 1)).unflatten(0, (WALK, tiles))

    return _shared(names, paint)


def _classes(names: list[str]) -> Tensor:
    """The same z in one class after another."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        count = model.config.classes
        z = _latents(model, tiles, seed=7)
        asked = torch.eye(count, device=z.device).repeat_interleave(tiles, 0)
        return model.generate(z.repeat(count, 1), asked).unflatten(0, (count, tiles))

    return _shared(names, paint)


def _samples(names: list[str]) -> Tensor:
    """Plain samples, as a generator of noise makes them."""

    def paint(name: str, tiles: int) -> Tensor:
        model = infer.model(name)
        return model.generate(_latents(model, tiles, seed=11))[None]

    return _shared(names, paint)


def _sketches(names: list[str]) -> Tensor:
    """Drawings, then what they are translated into."""

    def paint(name: str, tiles: int) -> Tensor:
        paths = sorted((checkpoints.BUNDLED / name / "drawings").glob("*.png"))[FIRST : FIRST + tiles]
        drawn = torch.from_numpy(np.stack([np.array(Image.open(path).convert("RGB")) for path in paths]))
        model = infer.model(name)
        drawn = drawn.permute(0, 3, 1, 2).to(checked.device(model)).float() / 255
        both = torch.stack([drawn, model.translate(drawn)]).flatten(0, 1)
        wide = F.pad(F.avg_pool2d(both, 2), (16, 16, 0, 0), mode="replicate")  # 160 x 128
        return wide.unflatten(0, (2, len(drawn)))

    return _shared(names, paint, SKETCHES, SKETCHES)


def _latents(model: nn.Module, count: int, seed: int) -> Tensor:
    """(count, L) on the model's device, the same at every start."""
    return truncated_normal(count, model.config.latents, seed, truncation=2.0).to(checked.device(model))


def _shared(names: list[str], paint: Callable[[str, int], Tensor], columns: int = COLUMNS, rows: int = ROWS) -> Tensor:
    """The mosaic's rows shared out evenly among the models that are there."""
    parts = torch.arange(rows).tensor_split(len(names))
    return torch.cat([paint(name, columns * len(part)).cpu() for name, part in zip(names, parts, strict=True)], 1)


CARDS = (
    Card("sketch", ("pix2pix-emoji", "pix2pix-shoes", "pix2pix-facades"), _sketches, SKETCHES, given=1),
    Card("latent", ("vae-mnist", "vae-fashion"), _walk),
    Card("classes", ("cgan-mnist", "cgan-fashion"), _classes),
    Card("live", ("dcgan-mnist", "wgan-gp-mnist"), _samples),
)
