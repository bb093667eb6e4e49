"""What the finished half of the Priors tab asks: a model's plane, pictures at places of it, where a drawing lies."""

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import packed, to_base64
from ui.tabs.priors.offer import PRIORS

POINTS = 3000  # test codes that are drawn; more only hide each other
UNIT = 4000  # whole numbers for one unit of the plane, as live/worker/shown.py packs points
MOST = 11  # places that are painted at once: under the pointer, and in the other parts


def open_model(data: dict) -> dict:
    """{"model": name} -> {"prior", "codes"}: points as a run tells them, unpacked by the same script."""
    return _description(checked.network(data.get("model"), PRIORS))


def paint(data: dict) -> dict:
    """{"model", "places": [[x, y], ...], MOST at most} -> {"pictures"}: what is decoded there, as bytes."""
    network = checked.network(data.get("model"), PRIORS)
    places = data.get("places")
    if not isinstance(places, list) or not 0 < len(places) <= MOST:
        raise Complaint("priors.no_places", most=MOST)
    return {"pictures": packed(network.decode(torch.cat([checked.latent(network, place) for place in places])))}


def encode(data: dict) -> dict:
    """{"model", "pixels": 784 bytes as base64} -> {"place": where the drawing lies, "part": the class whose part of the
    prior that is, "picture": its reconstruction}."""
    network = checked.network(data.get("model"), PRIORS)
    code = network.encode(checked.pixels(data.get("pixels")).to(checked.device(network)))
    part = network.prior.part_of(code).item() if network.prior.labelled else None
    return {"place": code[0].tolist(), "part": part, "picture": packed(network.decode(code))}


@infer.once
def _description(network: nn.Module) -> dict:
    evaluation = checkpoints.evaluation_of(network)
    codes, labels = (evaluation.get(name, torch.zeros(0, 2))[:POINTS] for name in ("test_codes", "test_labels"))
    if codes.ndim != 2 or codes.shape[1:] != (2,) or labels.shape != codes.shape[:1] or not codes.isfinite().all():
        codes, labels = torch.zeros(0, 2), torch.zeros(0)  # a stranger's evaluation may hold anything
    outline = network.prior.outline()
    return {
        "codes": _points(codes, labels),
        "prior": _points(
            torch.from_numpy(outline.places),
            torch.from_numpy(outline.labels),
            None if outline.spreads is None else torch.from_numpy(outline.spreads),
        ),
    }


def _points(places: Tensor, labels: Tensor, spreads: Tensor | None = None) -> dict:
    told = {"count": len(places), "unit": UNIT, "places": _whole(places), "labels": to_base64(labels.to(torch.uint8))}
    return told if spreads is None else told | {"spreads": _whole(spreads)}


def _whole(values: Tensor) -> str:
    return to_base64(values.float().mul(UNIT).round().clamp(-32768, 32767).to(torch.int16))
