"""Paired pictures from one archive: every member is a LEFT picture | RIGHT drawing of the same size, side by side.

OpenMoji (line drawing -> coloured emoji), shoes and handbags (edges -> photograph), CMP facades (labels -> photograph).
"""

import csv
import io
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from genmodels.data.source import ImageSet
from genmodels.reasons import DataError

SIZE = 256
_HELD_OUT = 10  # every tenth pair is test data


def picture_tensor(picture: Image.Image) -> torch.Tensor:
    """A PIL picture as (C, H, W) uint8."""
    array = np.array(picture)
    return torch.from_numpy(array.reshape(picture.height, picture.width, -1)).permute(2, 0, 1).contiguous()


def read_pairs(archive: str, root: Path, split: str) -> ImageSet:
    """images and sketches, both (N, 3, 256, 256) uint8, of the pairs in that split."""
    path = root / f"{archive}.zip"
    if not path.exists():
        raise DataError("no_pairs", name=path.name, folder=str(root))
    try:
        with zipfile.ZipFile(path) as opened:
            members = sorted(name for name in opened.namelist() if name.endswith((".webp", ".png", ".jpg")))
            members = _core(members, root / f"{archive}.csv")
            chosen = [name for place, name in enumerate(members) if (place % _HELD_OUT == 0) == (split == "test")]
            both = torch.stack([_pair(opened.read(name)) for name in chosen])
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError("cut_short", name=path.name, folder=str(root), why=str(error)) from error
    return ImageSet(archive, both[..., :SIZE].contiguous(), sketches=both[..., SIZE:].contiguous())


read_openmoji = partial(read_pairs, "openmoji")
read_shoes = partial(read_pairs, "shoes_handbags")
read_facades = partial(read_pairs, "facades")


def _pair(encoded: bytes) -> torch.Tensor:
    return picture_tensor(Image.open(io.BytesIO(encoded)).convert("RGB").resize((2 * SIZE, SIZE)))


def _core(members: list[str], table: Path) -> list[str]:
    """Those members that the archive's table marks as core; all of them where it has no table."""
    if not table.exists():
        return members
    with table.open(newline="", encoding="utf-8") as rows:
        core = {row["file"] for row in csv.DictReader(rows) if row["core"] == "1"}
    return [name for name in members if Path(name).name in core]
