"""Picture files that strangers bring: opened safely whatever they are, or refused before a pixel is decoded."""

import io
import math
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError, features

from genmodels.reasons import UserError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", *(["AVIF"] if features.check("avif") else []))
PIXELS = 4096 * 4096  # that are decoded; checked on the header, before a single one is
JPEG_PIXELS = 8192 * 8192  # of a JPEG, which is decoded at an eighth: 48 megapixels of a phone, and then some
OTHERS = {  # kinds that people bring and that are not read, by how their files begin
    "TIFF": rb"II\*\x00|MM\x00\*",
    "HEIC": rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)",
    "SVG": rb"[^\x00]{0,999}<svg",
    "PDF": rb"%PDF",
    "PSD": rb"8BPS",
    "JPEG XL": rb"\xff\x0a|\x00\x00\x00\x0cJXL ",
    "JPEG 2000": rb"\x00\x00\x00\x0cjP  ",
}
SIDE = 1024  # larger pictures are scaled down as they are read: no model here sees more

Result = TypeVar("Result")


class Unreadable(UserError):  # noqa: N818, it is what the person is told and not what broke
    """why: "size", "bomb" (more pixels than Pillow itself opens), "kind" or "broken"; fields: what a sentence names."""

    def __init__(self, why: str, **fields: object):
        super().__init__(SENTENCES[why].format(**fields))
        self.why, self.fields = why, fields


SENTENCES = {
    "size": "this picture has {width} x {height} pixels; scale it down to 4000 pixels a side or fewer",
    "bomb": "this picture unpacks to too many pixels; scale it down to 4000 pixels a side or fewer",
    "kind": "a {kind} file cannot be read as a picture here; save it as PNG or JPEG",
    "broken": "this file cannot be read as a picture; save it again as PNG or JPEG",
}


def decoding(data: bytes, enough: int = SIDE) -> int:
    """How many pixels' work it is to decode this picture, by its header alone; raises Unreadable.

    enough: see `open_picture`.
    """

    def work() -> int:
        whole = Image.open(io.BytesIO(data), formats=FORMATS).size
        reduced = _opened(data, enough).size
        return max(math.prod(reduced), math.prod(whole) // 4)  # a JPEG's bits are all read, at whatever size

    return _carefully(work)


def open_picture(data: bytes, enough: int = SIDE, transparent: bool = False) -> Image.Image:
    """The picture in a file's bytes: RGB, upright, at most SIDE pixels a side; of a moving one the first frame.

    enough: pixels a side that the caller needs; a JPEG is then decoded at a half, a quarter or an eighth of its size.
    transparent: whether a picture that is stays so, as RGBA; else it is laid on paper of its own.  Raises Unreadable.
    """

    def opened() -> Image.Image:
        image = _opened(data, enough)
        image.load()
        image = _small(ImageOps.exif_transpose(image))
        return image if transparent or image.mode == "RGB" else laid(image, "black" if bright([image]) else "white")

    return _carefully(opened)


def bright(images: Iterable[Image.Image]) -> bool:
    """Whether what is drawn on these transparent pictures, RGBA, is bright together: bright ink needs black paper."""
    light = opacity = 0.0
    for image in images:
        pixels = np.asarray(image, dtype=np.float32)
        opacity += float(pixels[:, :, 3].sum())
        light += float((pixels[:, :, :3].mean(2) * pixels[:, :, 3]).sum())
    return light > 127.5 * opacity


def laid(image: Image.Image, paper: str) -> Image.Image:
    """A transparent picture, RGBA, on paper of that colour: RGB."""
    return Image.alpha_composite(Image.new("RGBA", image.size, paper), image).convert("RGB")


def named(data: bytes) -> str | None:
    """What kind of picture this is, if it is one that people have and that is not read."""
    return next((kind for kind, start in OTHERS.items() if re.match(start, data, re.DOTALL)), None)


def _opened(data: bytes, enough: int) -> Image.Image:
    """The picture before it is decoded, of the size at which it will be."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        kind = named(data)
        if kind:
            raise Unreadable("kind", kind=kind) from error
        raise
    width, height = image.size
    image.draft(None, (enough, enough))
    if image.width * image.height > PIXELS or width * height > (JPEG_PIXELS if image.format == "JPEG" else PIXELS):
        raise Unreadable("size", width=width, height=height)
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


def _small(image: Image.Image) -> Image.Image:
    """Any mode as RGB, or RGBA where it is transparent. 16 bits become 8 by scale, where Pillow would clip."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((values / max(float(values.max()), 255) * 255).clip(0, 255).astype(np.uint8))
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return image
