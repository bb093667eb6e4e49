"""Picture files that strangers bring: opened safely whatever they are, or refused before a pixel is decoded."""

import io
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps

from genmodels.reasons import UserError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
PIXELS = 4096 * 4096  # checked on the header, before a single pixel is decoded
SIDE = 1024  # larger pictures are scaled down as they are read: no model here sees more

Result = TypeVar("Result")


class Unreadable(UserError):  # noqa: N818, it is what the person is told and not what broke
    """why: "size", "bomb" (more pixels than Pillow itself opens) or "broken"; fields: what a sentence may name."""

    def __init__(self, why: str, **fields: object):
        super().__init__(SENTENCES[why].format(**fields))
        self.why, self.fields = why, fields


SENTENCES = {
    "size": "this picture has {width} x {height} pixels; scale it down to 4000 pixels a side or fewer",
    "bomb": "this picture unpacks to too many pixels; scale it down to 4000 pixels a side or fewer",
    "broken": "this file cannot be read as a picture; save it again as PNG or JPEG",
}


def picture_size(data: bytes) -> tuple[int, int]:
    """(width, height) of the picture in a file's bytes, by its header alone; raises Unreadable."""
    return _carefully(lambda: _opened(data).size)


def open_picture(data: bytes, enough: int = SIDE) -> Image.Image:
    """The picture in a file's bytes: RGB, upright, at most SIDE pixels a side; of a moving one the first frame.

    enough: pixels a side that the caller needs; a JPEG is then decoded at a half, a quarter or an eighth of its size.
    Raises Unreadable.
    """

    def opened() -> Image.Image:
        image = _opened(data)
        image.draft(None, (enough, enough))
        image.load()
        return _rgb(ImageOps.exif_transpose(image))

    return _carefully(opened)


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > PIXELS:
        raise Unreadable("size", width=image.width, height=image.height)
    return image


def _carefully(work: Callable[[], Result]) -> Result:
    """What `work` returns; a damaged file makes Pillow stumble anywhere, and a dozen kinds of exceptions are known."""
    try:
        return work()
    except Unreadable:
        raise
    except Image.DecompressionBombError as error:
        raise Unreadable("bomb") from error
    except Exception as error:
        raise Unreadable("broken") from error


def _rgb(image: Image.Image) -> Image.Image:
    """Any mode as RGB. 16 bits become 8 by scale, where Pillow would clip; what is transparent becomes paper."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((values / max(float(values.max()), 255) * 255).clip(0, 255).astype(np.uint8))
    transparent = image.has_transparency_data
    image = image.convert("RGBA" if transparent else "RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    if not transparent:
        return image
    pixels = np.asarray(image, dtype=np.float32)
    opacity = pixels[:, :, 3:]
    bright = (pixels[:, :, :3] * opacity).sum() > 3 * 127.5 * opacity.sum()  # white ink needs black paper
    paper = Image.new("RGBA", image.size, "black" if bright else "white")
    return Image.alpha_composite(paper, image).convert("RGB")
