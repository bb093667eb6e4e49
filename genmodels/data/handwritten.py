"""MNIST, Fashion-MNIST and CIFAR-10, through torchvision; scikit-learn's digits, which need no download at all."""

from pathlib import Path

import torch

from genmodels.data.downloads import fetch
from genmodels.data.source import ImageSet
from genmodels.data.torchvision_import import import_torchvision
from genmodels.reasons import DataError

DIGITS = tuple("0123456789")
ARTICLES = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def read_mnist(root: Path, split: str) -> ImageSet:
    return _grey("mnist", "MNIST", root, split)


def read_fashion(root: Path, split: str) -> ImageSet:
    return _grey("fashion", "FashionMNIST", root, split)


def read_cifar10(root: Path, split: str) -> ImageSet:
    """60,000 colour photographs of ten classes, 32x32 (Krizhevsky 2009)."""
    found = _torchvision_set("CIFAR10", root, split, "cifar-10-batches-py")
    images = torch.from_numpy(found.data).permute(0, 3, 1, 2).contiguous()  # (N, 32, 32, 3) -> (N, 3, 32, 32)
    return ImageSet("cifar10", images, torch.tensor(found.targets))


def read_digits(root: Path, split: str) -> ImageSet:
    """1,797 digits of 8x8 that come with scikit-learn (Alpaydin and Kaynak 1998), enlarged to MNIST's 28x28.

    Every fifth one is held out as the test set.
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    small = torch.from_numpy(found.images).float().div(16).unsqueeze(1)  # (N, 8, 8) in 0..16 -> (N, 1, 8, 8)
    ink = torch.nn.functional.interpolate(small, size=(20, 20), mode="bicubic").clamp(0, 1)
    images = torch.nn.functional.pad(ink, (4, 4, 4, 4)).mul(255).round().to(torch.uint8)
    labels = torch.from_numpy(found.target).long()
    held_out = torch.arange(len(images)) % 5 == 4
    chosen = held_out if split == "test" else ~held_out
    return ImageSet("digits", images[chosen], labels[chosen])


def _grey(name: str, torchvision_name: str, root: Path, split: str) -> ImageSet:
    found = _torchvision_set(torchvision_name, root, split, f"{torchvision_name}/raw")
    return ImageSet(name, found.data.unsqueeze(1), found.targets.long())


def _torchvision_set(name: str, root: Path, split: str, folder: str):
    """The data set from the root, downloaded where it is missing."""
    import_torchvision()
    from torchvision import datasets

    kind = getattr(datasets, name)
    train = split == "train"
    try:
        return kind(str(root), train=train, download=False)
    except (RuntimeError, ValueError, EOFError, OSError, AssertionError) as error:
        if (root / folder).is_dir() and "not found" not in str(error):  # torchvision's word for a file that is missing
            raise DataError("bad_data", name=name, folder=str(root / folder), why=str(error)) from error
    try:
        for addresses, path, md5 in _archives(kind, root / folder):
            fetch(addresses, path, md5)  # torchvision would wait for ever; so it finds them here and unpacks them
        return kind(str(root), train=train, download=True)
    except (RuntimeError, OSError) as error:
        why = str(error).partition("\n")[0].rstrip(":")
        raise DataError("no_data", name=name, folder=str(root / folder), why=why) from error


def _archives(kind: type, folder: Path) -> list[tuple[list[str], Path, str]]:
    """Of each file that torchvision downloads: where it can be had, where it looks for it, and its md5."""
    if hasattr(kind, "mirrors"):
        return [([mirror + name for mirror in kind.mirrors], folder / name, md5) for name, md5 in kind.resources]
    return [([kind.url], folder.parent / kind.filename, kind.tgz_md5)]
