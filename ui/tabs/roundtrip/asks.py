"""What the Round trip tab asks: a picture's way to the other kind and back, pictures to begin with, a brought one.

Of the two kinds that a model translates between, "a" is what its data call images, "b" the others. Each picture is
64x64. What the page shows in the middle is exactly what the way back is given: whole numbers from 0 to 255.
"""

from typing import NamedTuple

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor, nn

from genmodels import checkpoints
from ui.language.words import Complaint
from ui.serving import checked, infer, pictures
from ui.serving.examples import painted
from ui.serving.images import png, sheet
from ui.tabs.roundtrip.offer import FREE, PAINTER, SIDE, TRIPS

KINDS = ("a", "b")
MOST_DUST = 32  # of 255
EMPTY = 8  # of 255: a picture whose darkest and brightest value differ by less shows nothing


class Trip(NamedTuple):
    """middle: as the page shows it, with what was done to it.  back: from there.  off: of 255, how far that is from the
    start on average; clean: how far it would be if nothing were done."""

    middle: Tensor
    back: Tensor
    off: float
    clean: float


def described(name: str) -> dict:
    """What the page knows of a checkpoint on this machine before it asks: its name and its data."""
    return {"name": name, "data": checkpoints.read_card(checkpoints.BUNDLED / name).data}


def trip(data: dict) -> dict:
    """{"model", "kind", "picture": data URL, "dust": 0 to 32, "grey"} -> {"sheet": data URL of the middle and the
    return, then of the same by the model without the cycle, if there is one, "trips": [{"off", "clean"}, ...], "data"}.

    kind: of the picture.  grey: whether the middle loses its colour.
    """
    model = checked.network(data.get("model"), TRIPS)
    start = as_picture(pictures.from_data_url(data.get("picture"))).to(checked.device(model))
    kind = checked.word("kind", data.get("kind"), KINDS)
    dust, grey = checked.number("dust", data.get("dust"), 0, MOST_DUST), checked.flag("grey", data.get("grey"))
    made = [travelled(each, start, kind, dust, grey) for each in (model, *_beside(model))]
    return {
        "sheet": png(sheet(torch.cat([part for each in made for part in (each.middle, each.back)]), 2 * len(made))),
        "trips": [{"off": each.off, "clean": each.clean} for each in made],
        "data": model.card.data,
    }


def travelled(model: nn.Module, start: Tensor, kind: str, dust: float, grey: bool = False, seed: int = 0) -> Trip:
    """start: (1, 3, 64, 64) in [0, 1], of that kind.  dust: even noise of at most so much of 255 on the middle.

    grey: the middle's three colours become their mean before, as of a line drawing they should be.
    """
    there, home = (model.to_b, model.to_a) if kind == "a" else (model.to_a, model.to_b)
    clean = _whole(there(start))
    noise = torch.rand(clean.shape, generator=torch.Generator().manual_seed(seed)).to(clean.device) * 2 - 1
    middle = clean.mean(1, keepdim=True).expand_as(clean) if grey else clean
    middle = _whole((middle + noise * dust / 255).clamp(0, 1))
    back = home(torch.cat([clean, middle] if dust or grey else [clean]))
    off = (back - start).abs().mean((1, 2, 3)) * 255
    return Trip(middle, back[-1:], off[-1].item(), off[0].item())


def picks(data: dict) -> dict:
    """{"model", "kind"} -> {"sheet": data URL of pictures of that kind side by side, "count"}: no picture of the data,
    only what our own models painted or a hand drew."""
    model = checked.network(data.get("model"), TRIPS)
    shown = pictures_of(model, checked.word("kind", data.get("kind"), KINDS))
    return {"sheet": png(sheet(shown, len(shown))) if len(shown) else None, "count": len(shown)}


def brought(data: dict) -> dict:
    """{"picture": data URL of any file} -> {"picture": the same 64x64, on white paper}."""
    return {"picture": png(as_picture(pictures.from_data_url(data.get("picture")), empty="picture")[0])}


def pictures_of(model: nn.Module, kind: str) -> Tensor:
    """(N, 3, 64, 64) in [0, 1] to begin with, of "a" or "b"."""
    drawn, painted = _painted()
    if kind == "a":
        return painted.to(checked.device(model))
    if model.card.data == "emoji-lines":
        return drawn.to(checked.device(model))
    return model.to_b(painted.to(checked.device(model)))


def as_picture(image: Image.Image, empty: str = "drawing") -> Tensor:
    """A picture of any size -> (1, 3, 64, 64) in [0, 1], all of it on white; raises Complaint for an empty one."""
    if image.size != (SIDE, SIDE):
        thinnest = max(1, max(image.size) // SIDE)  # of which a pixel is left
        image = image.resize([max(side, thinnest) for side in image.size]) if min(image.size) < thinnest else image
        image = ImageOps.pad(image, (SIDE, SIDE), Image.Resampling.BOX, color="white")
    pixels = np.asarray(image)
    if int(pixels.max()) - int(pixels.min()) < EMPTY:
        raise Complaint(f"error.empty_{empty}")
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None] / 255


def _beside(model: nn.Module) -> list[nn.Module]:
    return [infer.model(name) for name in infer.available(*filter(None, [FREE.get(model.card.data)]))]


def _whole(images: Tensor) -> Tensor:
    return (images * 255).round() / 255


def _painted() -> tuple[Tensor, Tensor]:
    """Drawings made on the sketch pad, and what our emoji painter makes of them; none without its weights."""
    if not infer.available(PAINTER):
        return torch.zeros(0, 3, SIDE, SIDE), torch.zeros(0, 3, SIDE, SIDE)
    return _by_painter(infer.model(PAINTER))


@infer.once
def _by_painter(_: nn.Module) -> tuple[Tensor, Tensor]:
    return tuple(nn.functional.avg_pool2d(part, part.shape[-1] // SIDE).cpu() for part in painted(PAINTER))
