"""The ten nearest of a checkpoint's own test pictures to any picture, by its features and, beside, by pixels."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels import checkpoints
from ui.language.words import Complaint, sendable
from ui.serving import checked, infer
from ui.serving.images import packed, png, sheet
from ui.tabs.ring.offer import EMBEDDINGS

NEAREST, COLUMNS = 10, 40
PROBES = ("knn_accuracy", "linear_accuracy", "linear_accuracy_100")  # each also of pixels, see train/measures/probes.py


@dataclass(frozen=True)
class Kept:
    """images: (N, 1, H, W) in [0, 1].  labels: (N,).  rows: by what is compared, each of length 1, (N, F)."""

    images: Tensor
    labels: Tensor
    rows: dict[str, Tensor]


def test_pictures(asked: dict) -> dict:
    """{"model"} -> {"data", "sheet": its test pictures, COLUMNS to a row, as a data URL, "columns", "labels": of each,
    "scores": {checkpoint: {probe: share}} of all that are offered, of pixels under "pixels"}."""
    network = checked.network(asked.get("model"), EMBEDDINGS)
    return _described(network) | {"scores": _scores()}


def nearest(asked: dict) -> dict:
    """{"model", and one of "pixels": 784 bytes as base64, "picture": a data URL, "row": of its own test pictures} ->
    {"embedding", "pixels": each the ten nearest as [[row, cosine], ...], "seen": the picture as 784 bytes}."""
    network = checked.network(asked.get("model"), EMBEDDINGS)
    if asked.get("row") is not None:
        row = checked.whole("row", asked["row"], 0, len(kept(network).images) - 1)
        return neighbours(network, kept(network).images[row : row + 1], leave=row)
    if asked.get("picture") is not None:
        return neighbours(network, checked.drawing(network, asked["picture"]))
    return neighbours(network, checked.pixels(asked.get("pixels")))


def neighbours(network: nn.Module, image: Tensor, leave: int = -1) -> dict:
    """The nearest to (1, 1, 28, 28).  leave: the row that is this very picture, and no neighbour of its own."""
    known, found = kept(network), {"seen": packed(image.cpu())}
    for name, row in _compared(network, image).items():
        cosines = (known.rows[name] @ row[0]).nan_to_num(0)
        if leave >= 0:
            cosines[leave] = -torch.inf
        near, rows = cosines.topk(min(NEAREST, len(cosines) - (leave >= 0)))
        found[name] = [[row, round(cosine, 4)] for row, cosine in zip(rows.tolist(), near.tolist(), strict=True)]
    return found


@infer.once
def kept(network: nn.Module) -> Kept:
    """The checkpoint's own test pictures; raises Complaint where it has none that fit."""
    evaluation = checkpoints.evaluation_of(network)
    images, labels = (evaluation.get(f"reference_{name}", torch.zeros(0)) for name in ("images", "labels"))
    # a stranger's evaluation may hold anything
    if images.dtype != torch.uint8 or images.shape[1:] != network.picture or labels.shape != images.shape[:1]:
        raise Complaint("ring.no_references")
    if len(images) < 2 or network.picture != (1, checked.SIDE, checked.SIDE):
        raise Complaint("ring.no_references")
    images, labels = images.float() / 255, labels.long().clamp(0, 9)
    parts = [_compared(network, each) for each in images.split(200)]
    return Kept(images, labels, {name: torch.cat([part[name] for part in parts]) for name in parts[0]})


def _compared(network: nn.Module, images: Tensor) -> dict[str, Tensor]:
    features = network.encode(images.to(checked.device(network)))
    return {"embedding": F.normalize(features.float().cpu()), "pixels": F.normalize(images.cpu().flatten(1))}


@infer.once
def _described(network: nn.Module) -> dict:
    known = kept(network)
    return {
        "data": sendable(network.card.data[:40]),
        "sheet": png(sheet(known.images, COLUMNS)),
        "columns": COLUMNS,
        "labels": known.labels.tolist(),
    }


def _scores() -> dict[str, dict[str, float]]:
    cards = {name: infer.model(name).card for name in infer.available(*EMBEDDINGS)}
    found = {name: {probe: card.scores.get(probe) for probe in PROBES} for name, card in cards.items()}
    for card in cards.values():
        found.setdefault("pixels", {probe: card.scores.get(f"{probe}_pixels") for probe in PROBES})
    return found
