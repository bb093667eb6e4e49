"""Whether a translation without pairs is still the same picture, whether it looks like the other domain, and whether
the way back lives on what cannot be seen.

top1, top5: the true partner of each held-out translation is its nearest, or among the five nearest, of 200 pictures of
the other domain by the mean distance of pixels (L1); held-out pictures come first, training pictures make up the
number. style_accuracy: the share of translations that an independent classifier, trained here on the training pictures
with a fixed seed, takes for the other domain. cycle_l1: the mean distance of a held-out picture and its return, all in
[0, 1]; cycle_l1_dust_K: the same after noise of at most K/255, the same for every model, was laid on the picture in the
middle, where nobody sees it. All are means over both directions. Of coloured pictures whose translation is a line
drawing, colours_l1 is the distance in that one direction, and colours_l1_grey the same after the drawing lost what tint
it had: black lines on white have none. Beside them stands a model that copies its input.
Of translations that look like neither kind it is no certain number: those without the cycle passed in two thirds of the
cases on one processor and in half on another, which rounds differently.
"""

import itertools

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels import data
from genmodels.batch import Batch
from genmodels.models.cyclegan import CycleGAN
from genmodels.runtime import adam, channels_last
from genmodels.shown import Pictures, to_uint8
from train.measure import Measure, Options, Scores

CANDIDATES = 200
DUST = (2, 4, 8)  # of 255
_STEPS, _BATCH, _ROWS = 300, 32, 50
_COLUMNS = 12


def scores(model: CycleGAN, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """No tensor is kept: what the tabs need is in the weights, and no picture of the data leaves them."""
    train = data.load(model.card.data, "train")
    sides, found = (test.images, test.others), {}
    with torch.inference_mode(False):  # the classifier is trained
        classifier = style_classifier(train, test.images.device)
    for suffix, (to_b, to_a) in {"": (model.to_b, model.to_a), "_copy": (torch.clone, torch.clone)}.items():
        made = [_all(to_b, test.images), _all(to_a, test.others)]
        fill = [part[: max(0, CANDIDATES - len(test))].to(test.images) / 255 for part in (train.others, train.images)]
        wanted = [torch.cat([side, more])[:CANDIDATES] for side, more in zip(sides[::-1], fill, strict=True)]
        ranks = torch.cat([partner_ranks(*pair) for pair in zip(made, wanted, strict=True)])
        found |= {f"top{most}{suffix}": (ranks < most).float().mean().item() for most in (1, 5)}
        found[f"style_accuracy{suffix}"] = style_accuracy(classifier, *made)
        if not suffix:
            found["cycle_l1"] = round_trip_l1(model, test, made, 0)
            found |= {f"cycle_l1_dust_{grain}": round_trip_l1(model, test, made, grain) for grain in DUST}
            found |= colours_l1(model, test, made[0]) if model.card.data == "emoji-lines" else {}
    found["style_accuracy_of_pictures"] = style_accuracy(classifier, test.others, test.images)
    return found | {"candidates": len(wanted[0])}, {}


def partner_ranks(made: Tensor, candidates: Tensor) -> Tensor:
    """(N, C, H, W) and (M, C, H, W), the first N the partners -> (N,), how many candidates are nearer than it."""
    made = made[: len(candidates)]
    distances = torch.cdist(made.flatten(1), candidates.flatten(1), p=1)
    return (distances < distances.diagonal()[:, None]).sum(1)


def style_classifier(train: data.ImageSet, device: torch.device) -> nn.Module:
    """Pictures (N, 3, S, S) in [0, 1] -> logits (N,), above 0 for the domain of `others`; the same one every time."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(0)
        widths = (3, 16, 32, 64)
        halving = [
            layer
            for before, after in itertools.pairwise(widths)
            for layer in (nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(0.2))
        ]
        # a mean over all places: it looks at how things are painted, not at what is where
        network = nn.Sequential(*halving, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 1), nn.Flatten(0))
        network = channels_last(network).to(device)
        optimizer = adam(network.parameters(), 2e-3)
        for _ in range(_STEPS):
            rows = torch.randint(len(train), (2, _BATCH))
            sides = [
                part[chosen].to(device) / 255 for part, chosen in zip((train.images, train.others), rows, strict=True)
            ]
            logits = network(torch.cat(sides).clone())
            loss = F.softplus(logits[:_BATCH]).mean() + F.softplus(-logits[_BATCH:]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.eval()


@torch.no_grad()
def style_accuracy(classifier: nn.Module, in_b: Tensor, in_a: Tensor) -> float:
    """Of pictures that should be of B and of A, (N, 3, S, S) in [0, 1] each: the mean share that look so."""
    right = (classifier(in_b) > 0).float().mean() + (classifier(in_a) <= 0).float().mean()
    return (right / 2).item()


def round_trip_l1(model: CycleGAN, test: Batch, made: list[Tensor], grain: int) -> float:
    """made: what the model made of the images and of the others.  grain: of the dust, in 255ths."""
    generator = torch.Generator().manual_seed(0)
    dusty = [dusted(part, grain, generator) for part in made]
    back = _all(model.to_a, dusty[0]), _all(model.to_b, dusty[1])
    distances = [(one - other).abs().mean() for one, other in zip(back, (test.images, test.others), strict=True)]
    return (sum(distances) / 2).item()


def colours_l1(model: CycleGAN, test: Batch, drawings: Tensor) -> Scores:
    """drawings: what the model made of the coloured images."""
    ways = {"": drawings, "_grey": drawings.mean(1, keepdim=True).expand_as(drawings)}
    backs = {suffix: _all(model.to_a, way) for suffix, way in ways.items()}
    return {f"colours_l1{suffix}": (back - test.images).abs().mean().item() for suffix, back in backs.items()}


def dusted(pictures: Tensor, grain: int, generator: torch.Generator) -> Tensor:
    """Each number of pictures in [0, 1] moved by at most grain / 255, evenly distributed, and kept in [0, 1]."""
    noise = torch.rand(pictures.shape, generator=generator).to(pictures.device) * 2 - 1
    return (pictures + noise * grain / 255).clamp(0, 1)


def _all(translate, pictures: Tensor) -> Tensor:
    return torch.cat([translate(rows) for rows in pictures.split(_ROWS)])


@torch.inference_mode()
def sheets(model: CycleGAN, beside: dict) -> dict[str, Pictures]:
    """samples.png: held-out pictures, below each its translation and its return; A to B and back, then B to A."""
    test = data.load(model.card.data, "test")
    device = next(model.parameters()).device
    rows = torch.arange(0, len(test), max(1, len(test) // _COLUMNS))[:_COLUMNS]
    a, b = (part[rows].to(device).float() / 255 for part in (test.images, test.others))
    made_b, made_a = model.to_b(a), model.to_a(b)
    shown = torch.cat([a, made_b, model.to_a(made_b), b, made_a, model.to_b(made_a)])
    return {"samples.png": Pictures(to_uint8(shown), _COLUMNS)}


MEASURE = Measure(scores, sheets=sheets)
