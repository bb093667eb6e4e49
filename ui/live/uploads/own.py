"""One's own pictures, as files or in a zip, as a data set in memory: cropped to the middle square and made small.

Whoever sends them may mean harm, so everything is bounded before it is decoded: bytes, files, what a zip unpacks to
(counted while it is read, never believed), pixels of each picture and of all. Nothing is written anywhere, so that a
name in a zip is only a word in the list of what was left out.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from genmodels.data.source import ImageSet
from genmodels.reasons import UserError
from ui.live.uploads.names import unpacked_names
from ui.serving.opened import Unreadable, bright, decoding, laid, named, open_picture

LEAST = 50
MEGABYTE = 2**20
UNPACKED = 8  # times the bytes of an upload are what its zip may hold: pictures hardly shrink in a zip
LARGEST = 32 * MEGABYTE  # one picture's file
ENTRIES = 50_000  # of a zip, folders and files that are no pictures included
DECODED = 2e9  # pixels of all pictures together: half a minute of decoding
BEGINNING = 1024  # bytes of a file by which its kind is told
NAMED = 100  # of the files that were left out
SIGNATURES = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM|RIFF....WEBP|....ftyp(avi[fs]|mif1)", re.DOTALL)
LITTER = re.compile(r"(^|/)(__MACOSX/.*|\.[^/]*|Thumbs\.db|desktop\.ini)$")  # what systems put beside people's files
ZIP, LISTED = b"PK\x03\x04", b"PK\x01\x02"


@dataclass(frozen=True)
class Bounds:
    """megabytes: of the files as they were sent.  pictures: that are taken; more are left out."""

    megabytes: int = 64
    pictures: int = 5000


BOUNDS = Bounds()


@dataclass(frozen=True)
class LeftOut:
    """A file that is not in the set: its own name without folders, and why, one of REASONS."""

    name: str
    why: str


@dataclass(frozen=True)
class Own:
    """data: images (N, 1 or 3, size, size) uint8.  beyond: files after the last picture that was taken.

    paper: "white" or "black", on which those lie that are transparent; None where none is.
    """

    data: ImageSet
    paper: str | None
    left_out: tuple[LeftOut, ...]
    left_out_count: int
    beyond: int


class Refused(UserError):  # noqa: N818, it is what the person is told and not what broke
    """why: one of SENTENCES; fields: what the sentence names; left_out: what was no picture, where that is known."""

    def __init__(self, why: str, left_out: Sequence[LeftOut] = (), **fields: object):
        super().__init__(SENTENCES[why].format(**fields))
        self.why, self.fields, self.left_out = why, fields, tuple(left_out)


SENTENCES = {
    "bytes": "the files have more than {limit} MB; send fewer, or smaller ones",
    "zip": "the zip is damaged or cut short; pack it again",
    "entries": "the zip has more than {limit} entries; pack the pictures alone",
    "unpacked": "the zip unpacks to more than {limit} MB; pack fewer or smaller pictures",
    "pixels": "the pictures have too many pixels together; scale them down, {size} a side are used",
    "few": "there are {count} pictures; at least {least} are needed",
}
REASONS = ("no_picture", "kind", "broken", "size", "large", "locked", "packing")


class _Skip(Exception):  # noqa: N818, one file is left out and the others go on
    pass


def read_own(files: Sequence[tuple[str, bytes]], *, size: int, grey: bool = False, bounds: Bounds = BOUNDS) -> Own:
    """The pictures in these files, (name, content) each, a zip's in its order: squares of `size` pixels.

    They get one channel where `grey` is asked for, or where no picture has a colour, else three.  Raises Refused.
    """
    if sum(len(content) for _, content in files) > bounds.megabytes * MEGABYTE:
        raise Refused("bytes", limit=bounds.megabytes)
    squares, left_out, beyond, pixels = [], [], 0, 0
    for name, read in _files(files, Meter(UNPACKED * bounds.megabytes)):
        if len(squares) == bounds.pictures:
            beyond += 1
            continue
        try:
            content = read()
            pixels += decoding(content, 2 * size)
            if pixels > DECODED:
                raise Refused("pixels", size=size)
            picture = open_picture(content, enough=2 * size, transparent=True)
        except Unreadable as error:
            left_out.append(LeftOut(name, error.why if error.why in ("kind", "broken") else "size"))
        except _Skip as skip:
            left_out.append(LeftOut(name, str(skip)))
        else:
            squares.append(_square(picture, size))
    if len(squares) < LEAST:
        raise Refused("few", left_out[:NAMED], count=len(squares), least=LEAST)
    clear = [square for square in squares if square.mode == "RGBA"]
    paper = ("black" if bright(clear) else "white") if clear else None  # one for all: it is learned with the pictures
    flat = [laid(square, paper) if square.mode == "RGBA" else square for square in squares]
    images = _stacked([np.asarray(square.convert("L") if grey else square) for square in flat])
    return Own(ImageSet("own", images), paper, tuple(left_out[:NAMED]), len(left_out), beyond)


def base_name(path: str) -> str:
    """A file's own name, short and printable, whatever path a stranger gave it."""
    name = "".join(letter for letter in re.split(r"[\\/]", path)[-1] if letter.isprintable())
    return (name if len(name) <= 40 else f"{name[:30]}…{name[-9:]}") or "?"


class Meter:
    """Counts what is unpacked, because a zip's own figures may lie; raises Refused where it is too much."""

    def __init__(self, megabytes: int):
        self.megabytes, self.left = megabytes, megabytes * MEGABYTE

    def read(self, member: io.BufferedIOBase, count: int) -> bytes:
        content = member.read(min(count, self.left + 1))
        self.left -= len(content)
        if self.left < 0:
            raise Refused("unpacked", limit=self.megabytes)
        return content


def _files(files: Sequence[tuple[str, bytes]], meter: Meter) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every file's own name and how to read it. A zip counts as its members, a zip in a zip as no picture."""
    for name, content in files:
        if content[:4] == ZIP:
            yield from _members(content, meter)
        elif not LITTER.search(name):
            yield base_name(name), lambda content=content: _picture(content)


def _members(content: bytes, meter: Meter) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if content.count(LISTED) > ENTRIES:  # before the list is read: each entry of it becomes an object
        raise Refused("entries", limit=ENTRIES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # a damaged list makes zipfile stumble anywhere
        raise Refused("zip") from error
    with archive:
        entries = archive.infolist()
        for entry, name in zip(entries, unpacked_names(entries), strict=True):
            if not entry.is_dir() and not LITTER.search(name):
                yield base_name(name), lambda entry=entry: _unpacked(archive, entry, meter)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, meter: Meter) -> bytes:
    """A member's bytes; of one that does not begin as a picture only the beginning is unpacked."""
    if entry.flag_bits & 1:
        raise _Skip("locked")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others ask for gigabytes of memory
        raise _Skip("packing")
    try:
        with archive.open(entry) as member:
            content = _picture(meter.read(member, BEGINNING))
            content += meter.read(member, LARGEST)
    except (_Skip, Refused):
        raise
    except Exception as error:
        raise _Skip("broken") from error
    return _picture(content)


def _picture(content: bytes) -> bytes:
    """The same bytes, if they begin as a picture does and are not too many."""
    if not SIGNATURES.match(content):
        raise _Skip("kind" if named(content) else "no_picture")
    if len(content) > LARGEST:
        raise _Skip("large")
    return content


def _square(picture: Image.Image, size: int) -> Image.Image:
    """The middle square of a picture, size x size, antialiased."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    box = (left, top, left + side, top + side)
    return picture.resize((size, size), Image.Resampling.LANCZOS, box=box)


def _stacked(squares: list[np.ndarray]) -> Tensor:
    """(N, 1 or 3, size, size) uint8; one channel is enough where all three are equal."""
    images = torch.from_numpy(np.stack(squares))
    if images.dim() == 3:
        return images.unsqueeze(1)
    if torch.equal(images[..., 0], images[..., 1]) and torch.equal(images[..., 0], images[..., 2]):
        images = images[..., :1]
    return images.permute(0, 3, 1, 2).contiguous()
