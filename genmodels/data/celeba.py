"""CelebA: faces with forty binary attributes (Liu, Luo, Wang and Tang 2015), cropped to the face and resized to 64x64.

Reads `celeba/images_*.zip` where the root has such an archive of aligned faces, else torchvision's own layout.
"""

import io
import zipfile
from pathlib import Path

import torch
from PIL import Image

from genmodels.data.pairs import picture_tensor
from genmodels.data.source import ImageSet
from genmodels.data.torchvision_import import import_torchvision
from genmodels.reasons import DataError

ATTRIBUTES = ("Male", "Smiling")
SIZE = 64
_CROP = (0, 10, 89, 99)  # of an 89x109 picture: the square around the face
_HELD_OUT = 10  # every tenth face is test data


def read_celeba(root: Path, split: str) -> ImageSet:
    """images (N, 3, 64, 64) uint8, labels (N, 2) uint8: Male, Smiling."""
    archives = sorted((root / "celeba").glob("images_*.zip"))
    names, images = _from_zip(archives[0], split) if archives else _from_torchvision(root, split)
    table = _attributes(root / "celeba" / "list_attr_celeba.txt")
    missing = [name for name in names if name not in table]
    if missing:
        raise DataError("no_attribute", name="list_attr_celeba.txt", picture=missing[0])
    return ImageSet("celeba", images, torch.tensor([table[name] for name in names], dtype=torch.uint8))


def _half(names: list[str], split: str) -> list[str]:
    """Those of the split, before they are decoded: that takes most of the time."""
    return [name for row, name in enumerate(names) if (row % _HELD_OUT == _HELD_OUT - 1) == (split == "test")]


def _from_zip(path: Path, split: str) -> tuple[list[str], torch.Tensor]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(name for name in archive.namelist() if name.endswith((".jpg", ".png", ".webp")))
            members = _half(members, split)
            pictures = [_face(Image.open(io.BytesIO(archive.read(name)))) for name in members]
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError("cut_short", name=path.name, folder=str(path.parent), why=str(error)) from error
    return [Path(name).stem + ".jpg" for name in members], torch.stack(pictures)


def _from_torchvision(root: Path, split: str) -> tuple[list[str], torch.Tensor]:
    import_torchvision()
    from torchvision.datasets import CelebA

    try:
        found = CelebA(str(root), split="all", target_type="attr", download=True)
        names = _half(list(found.filename), split)
        pictures = [_face(Image.open(root / "celeba" / "img_align_celeba" / name)) for name in names]
    except Exception as error:  # torchvision raises many kinds here, quota and missing gdown among them
        raise DataError("no_faces", name="CelebA", folder=str(root / "celeba"), why=str(error)) from error
    return names, torch.stack(pictures)


def _face(picture: Image.Image) -> torch.Tensor:
    scale = picture.width / 89
    box = tuple(round(edge * scale) for edge in _CROP)
    return picture_tensor(picture.convert("RGB").crop(box).resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def _attributes(path: Path) -> dict[str, list[int]]:
    """File name -> one 0 or 1 for each of ATTRIBUTES, from the published list of -1 and 1."""
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise DataError("no_attributes", name=path.name, folder=str(path.parent)) from error
    columns = [lines[1].split().index(name) for name in ATTRIBUTES]
    rows = (line.split() for line in lines[2:])
    return {row[0]: [int(row[1 + column] == "1") for column in columns] for row in rows}
