"""Emojis of two domains, 64x64: in OpenMoji's style and in Noto's, and in colour and as a black line drawing.

images: OpenMoji in colour.  others: Noto's picture of the same emoji, or OpenMoji's own line drawing of it.
"""

import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels.data.pairs import read_openmoji
from genmodels.data.source import ImageSet
from genmodels.reasons import DataError

SIZE = 64


def read_styles(root: Path, split: str) -> ImageSet:
    """The archive says itself which emojis are held out; partners are in the same half."""
    path = root / "emoji_styles_64.npz"
    if not path.exists():
        raise DataError("no_styles", name=path.name, folder=str(root))
    try:
        with np.load(path) as found:
            chosen = found["split"] == split
            ours, theirs = (torch.from_numpy(found[style][chosen]) for style in ("openmoji", "noto"))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError) as error:
        raise DataError("cut_short", name=path.name, folder=str(root), why=str(error)) from error
    ours, theirs = (part.permute(0, 3, 1, 2).contiguous() for part in (ours, theirs))
    return ImageSet("emoji-styles", ours, others=theirs)


def read_lines(root: Path, split: str) -> ImageSet:
    """The pairs of `openmoji` (data/pairs.py), a quarter as high and wide, the same ones held out."""
    pairs = read_openmoji(root, split)
    return ImageSet("emoji-lines", _smaller(pairs.images), others=_smaller(pairs.sketches))


def _smaller(pictures: Tensor) -> Tensor:
    """(N, 3, 256, 256) uint8 -> (N, 3, 64, 64) uint8, the mean of each 4x4 pixels."""
    parts = (F.avg_pool2d(part.float(), part.shape[-1] // SIZE).round().to(torch.uint8) for part in pictures.split(100))
    return torch.cat(list(parts))
