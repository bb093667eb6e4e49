"""Data sets by name. Nothing is read, made or downloaded at import."""

from genmodels.data import celeba, emojis, handwritten, pairs, patches, plane, rollouts
from genmodels.data.batches import Batches, held_out, whole
from genmodels.data.source import ImageSet, Source, data_root
from genmodels.reasons import DataError, KnownError

__all__ = ["CLASS_NAMES", "SOURCES", "Batches", "ImageSet", "Source", "data_root", "held_out", "load", "whole"]

SOURCES: dict[str, Source] = (
    {
        "mnist": Source(
            "MNIST",
            "LeCun, Cortes and Burges",
            "CC BY-SA 3.0",
            (1, 28, 28),
            handwritten.DIGITS,
            handwritten.read_mnist,
            judge="judge-mnist",
            file="MNIST/raw/train-images-idx3-ubyte",
        ),
        "fashion": Source(
            "Fashion-MNIST",
            "Zalando SE",
            "MIT",
            (1, 28, 28),
            handwritten.ARTICLES,
            handwritten.read_fashion,
            judge="judge-fashion",
            file="FashionMNIST/raw/train-images-idx3-ubyte",
        ),
        "digits": Source(
            "scikit-learn digits",
            "Alpaydin and Kaynak",
            "CC BY 4.0",
            (1, 28, 28),
            handwritten.DIGITS,
            handwritten.read_digits,
            judge="judge-mnist",
        ),
        "cifar10": Source(
            "CIFAR-10",
            "Krizhevsky, Nair and Hinton",
            "unstated",
            (3, 32, 32),
            handwritten.THINGS,
            handwritten.read_cifar10,
        ),
        "celeba": Source(
            "CelebA",
            "Liu, Luo, Wang and Tang",
            "non-commercial research only",
            (3, 64, 64),
            celeba.ATTRIBUTES,
            celeba.read_celeba,
            judge="judge-celeba",
            file="celeba/list_attr_celeba.txt",
            people=True,
            by_hand=True,
        ),
        "openmoji": Source("OpenMoji pairs", "openmoji.org", "CC BY-SA 4.0", (3, 256, 256), (), pairs.read_openmoji),
        "shoes": Source(
            "Shoes and handbags",
            "UT Zappos50K (Yu and Grauman), iGAN (Zhu et al.), pix2pix (Isola et al.)",
            "research only",
            (3, 256, 256),
            (),
            pairs.read_shoes,
        ),
        "facades": Source(
            "CMP facades", "Tylecek and Sara", "unstated: research use", (3, 256, 256), (), pairs.read_facades
        ),
        "emoji-styles": Source(
            "Emojis in two styles",
            "openmoji.org, Google (Noto)",
            "CC BY-SA 4.0 and Apache 2.0",
            (3, 64, 64),
            (),
            emojis.read_styles,
            file="emoji_styles_64.npz",
            by_hand=True,
        ),
        "emoji-lines": Source(
            "Emojis and their lines",
            "openmoji.org",
            "CC BY-SA 4.0",
            (3, 64, 64),
            (),
            emojis.read_lines,
            file="openmoji.zip",
            by_hand=True,
        ),
    }
    | {
        f"patches-{size}": Source(
            f"Photographs, {size}x{size}",
            "scikit-image and scikit-learn, whose photographs they are cut from",
            "CC0, public domain, CC BY",
            (1, size, size),
            (),
            patches.reader(size),
        )
        for size in (10, 12)
    }
    | {
        shape: Source(title, "made by genmodels", "MIT", (2,), (), plane.reader(shape))
        for shape, title in (
            ("spiral", "Spiral"),
            ("moons", "Two moons"),
            ("gaussians", "Eight Gaussians"),
            ("ring", "Ring"),
            ("grid", "Grid of 25 Gaussians"),
        )
    }
    | {
        name: Source(title, "made by genmodels", "MIT", (rollouts.width(name),), (), rollouts.reader(name))
        for name, title in (("pendulum", "Pendulum, random torques"), ("truck", "Truck, random steering"))
    }
)

CLASS_NAMES: dict[str, tuple[str, ...]] = {name: source.labels for name, source in SOURCES.items() if source.labels}


def load(name: str, split: str = "train") -> ImageSet:
    """The data set of that name in memory; split is "train" or "test".

    Raises UserError for an unknown name, damaged files, or files that are neither there nor to be downloaded.
    """
    if name not in SOURCES:
        raise KnownError("no_source", name=name, known=", ".join(SOURCES))
    if split not in ("train", "test"):
        raise DataError("no_split", split=split)
    return SOURCES[name].read(data_root(), split)
