"""How close a translated drawing is to the picture that belongs to it, and a sheet of them to look at.

The distances are Isola et al.'s L1, PSNR in decibels and SSIM (Wang et al. 2004), all of pictures in [0, 1] and on the
held-out pairs, beside a yardstick that knows no picture: the mean colour of the training pictures inside the lines.
None of them sees what the critic brought: a crisp picture in another colour is far away, a grey blur is near. That is
told by the share of patches that a freshly trained critic takes for real (train/fresh_critic.py).

A held-out drawing holds its picture's lines to the pixel, as no hand does. So everything is measured a second time,
`by_hand`: on the same pairs with drawings made anew as in training (genmodels/data/hand.py). On these, a model that
takes hints is measured with three dabs of colour, too (train/measures/hints.py).
"""

import dataclasses
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image
from scipy import ndimage
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import Tensor

from genmodels import checkpoints, data
from genmodels.batch import Batch
from genmodels.data.hand import redrawn
from genmodels.models.pix2pix import SIZE, Pix2Pix
from genmodels.shown import Pictures, to_uint8
from train.fresh_critic import STEPS, fresh_critic, real_share
from train.measure import Measure, Options, Scores
from train.measures.hints import with_hints

DRAWN_FOR = {"openmoji": "pix2pix-emoji", "shoes": "pix2pix-shoes", "facades": "pix2pix-facades"}  # data -> checkpoint
_ROWS = 8


def scores(model: Pix2Pix, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """Of the held-out pairs; a model beside has the same scores, its suffix appended to their names."""
    images, sketches = test.images, test.sketches
    train = data.load(model.card.data, "train")
    painters = {"": model.translate, "_mean_colour": colourist(mean_colour(train.images, train.sketches))}
    painters |= {f"_{name}": other.translate for name, other in options.beside.items()}
    found = {}
    with torch.inference_mode(False):  # the fresh critics are trained
        train = dataclasses.replace(train, images=train.images.clone(), sketches=train.sketches.clone())
        held_out = [part.to(images) for part in by_hand(model.card.data, len(images))]
        kinds = {"": (train, sketches.clone(), images.clone()), "_by_hand": (redrawn(train), *held_out)}
        for suffix, paint in painters.items():
            for kind, (pairs, drawn, pictures) in kinds.items():
                made = _painted(paint, drawn)
                critic = fresh_critic(paint, pairs, images.device, STEPS)
                told = distances(made, pictures) | {"real_share": real_share(critic, drawn, made)}
                if not suffix:
                    told["real_share_of_pictures"] = real_share(critic, drawn, pictures)
                found |= {f"{name}{kind}{suffix}": value for name, value in told.items()}
            if not suffix:
                found |= with_hints(model, *held_out)
    return found | {"pairs": len(images)}, {}


@torch.no_grad()
def _painted(paint: Callable[[Tensor], Tensor], sketches: Tensor) -> Tensor:
    return torch.cat([paint(rows) for rows in sketches.split(_ROWS)])


def by_hand(name: str, count: int) -> tuple[Tensor, Tensor]:
    """The first `count` held-out pairs, with drawings as a hand would have made them, the same ones every time.

    Returns drawings and the pictures that belong to them, (count, 3, 256, 256) in [0, 1] each.
    """
    test = redrawn(data.load(name, "test"))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        parts = [test.hand(rows) for rows in torch.arange(count).split(_ROWS)]
    drawn, pictures = (torch.cat(part) for part in zip(*parts, strict=True))
    return drawn, pictures


def distances(made: Tensor, images: Tensor) -> dict[str, float]:
    """(N, 3, H, W) in [0, 1] each -> the means over the pairs; SSIM with the paper's Gaussian window of 11 pixels."""
    pairs = list(zip(images.cpu().numpy(), made.cpu().numpy(), strict=True))
    window = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "channel_axis": 0}
    return {
        "l1": (made - images).abs().mean().item(),
        "psnr": float(np.mean([peak_signal_noise_ratio(*pair, data_range=1.0) for pair in pairs])),
        "ssim": float(np.mean([structural_similarity(*pair, data_range=1.0, **window) for pair in pairs])),
    }


def inside(sketch: Tensor) -> Tensor:
    """(3, H, W) in [0, 1] -> (H, W) bool: what the lines enclose, small gaps closed; all of a colour map."""
    ink = (sketch.mean(0) < 0.5).numpy()
    if (sketch.amax(0) - sketch.amin(0)).mean() > 0.1:
        return torch.ones(sketch.shape[1:], dtype=torch.bool)
    closed = ndimage.binary_closing(np.pad(ink, 8), np.ones((7, 7)))[8:-8, 8:-8]
    return torch.from_numpy(ndimage.binary_fill_holes(closed) & ~ink)


def mean_colour(images: Tensor, sketches: Tensor) -> Tensor:
    """(3,) in [0, 1]: the mean of the pictures inside their drawings' lines; both (N, 3, H, W) uint8."""
    total, count = torch.zeros(3), 0
    for image, sketch in zip(images, sketches, strict=True):
        within = inside(sketch.float() / 255)
        total += image[:, within].float().sum(1) / 255
        count += int(within.sum())
    return total / max(1, count)


def coloured_in(sketch: Tensor, colour: Tensor) -> Tensor:
    """The drawing with one colour inside its lines."""
    return torch.where(inside(sketch), colour[:, None, None], sketch)


def colourist(colour: Tensor) -> Callable[[Tensor], Tensor]:
    """Drawings (N, 3, H, W) in [0, 1] -> the same with that colour inside their lines."""

    def paint(sketches: Tensor) -> Tensor:
        return torch.stack([coloured_in(sketch, colour) for sketch in sketches.cpu()]).to(sketches.device)

    return paint


def drawings(name: str) -> Tensor:
    """(N, 3, 256, 256) in [0, 1]: what people drew on the pad for that data set; beside the checkpoint's weights."""
    paths = sorted((checkpoints.BUNDLED / DRAWN_FOR[name] / "drawings").glob("*.png"))
    pictures = [np.array(Image.open(path).convert("RGB").resize((SIZE, SIZE))) for path in paths]
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 255


@torch.inference_mode()
def sheets(model: Pix2Pix, beside: dict[str, Pix2Pix], pairs: int = 24) -> dict[str, Pictures]:
    """samples.png: held-out triples (drawing, translation, picture), three to a row.  drawings.png: the hand drawings,
    a column each; below it what the model makes of it, and below that what each of the others does."""
    test = data.load(model.card.data, "test")
    rows = torch.arange(0, len(test), max(1, len(test) // pairs))[:pairs]
    device = next(model.parameters()).device
    sketches, pictures = (part[rows].to(device).float() / 255 for part in (test.sketches, test.images))
    triples = torch.stack([sketches, model.translate(sketches), pictures], 1).flatten(0, 1)
    own = drawings(model.card.data).to(device)
    rows = torch.cat([own, *(painter.translate(own) for painter in (model, *beside.values()))])
    return {"samples.png": _half(triples, 9), "drawings.png": _half(rows, len(own))}


def _half(pictures: Tensor, columns: int) -> Pictures:
    return Pictures(to_uint8(torch.nn.functional.avg_pool2d(pictures, 2)), columns)  # enough to see


MEASURE = Measure(scores, beside=True, sheets=sheets)
