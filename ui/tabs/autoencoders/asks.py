"""What the Autoencoders tab asks while a digit is drawn and dirtied: what each autoencoder makes of it, where each
moves what lies around it, and what each looks at.

Pictures travel as raw bytes, 784 for each and base64 around all.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.metrics import participation
from genmodels.shown import signed
from ui.serving import checked, infer
from ui.serving.images import packed, png, sheet, to_base64
from ui.tabs.autoencoders import slices
from ui.tabs.autoencoders.offer import AUTOENCODERS, LINEAR

FILTERS, COLUMNS, FRAME = 96, 16, 0.3  # of a sheet; the grey between two filters
EXAMPLES = "ae-mnist"  # whose codes of test pictures are decoded as digits to begin with
ARROW = 1000  # thousandths of the slice's unit


def rebuild(data: dict) -> dict:
    """{"clean", "dirty": 784 bytes as base64} -> what each autoencoder makes of the dirty picture.

    {"pictures": one for each model, "errors": squared error of a pixel against the clean one, "dirt": the dirty one's}
    """
    clean, dirty = (checked.pixels(data.get(name), blank=True) for name in ("clean", "dirty"))
    rebuilt = [model.reconstruct(dirty.to(checked.device(model))).cpu().clamp(0, 1) for model in _models()]
    return {
        "pictures": packed(torch.cat(rebuilt)) if rebuilt else "",
        "errors": [(picture - clean).square().mean().item() for picture in rebuilt],
        "dirt": (dirty - clean).square().mean().item(),
    }


def pull(data: dict) -> dict:
    """{"clean", "dirty", "other"} -> how each autoencoder moves the pictures on the slice through these three.

    {"side": points along the grid, "from", "to": its range in the slice's unit, "clean", "dirty", "other": places,
    "models": of each the "arrows", int16 thousandths of the unit dx, dy ... row by row as base64, and the "end", where
    r(dirty) lies}
    """
    clean, dirty, other = (checked.pixels(data.get(name), blank=True).flatten() for name in ("clean", "dirty", "other"))
    cut = slices.through(clean, dirty, other)

    def told(model: nn.Module) -> dict:
        device = checked.device(model)

        def rebuilt(rows: Tensor) -> Tensor:
            return model.reconstruct(rows.to(device).unflatten(1, (1, checked.SIDE, checked.SIDE))).cpu().flatten(1)

        arrows = cut.pulls(rebuilt) / cut.unit * ARROW
        return {
            "arrows": to_base64(arrows.round().clamp(-32768, 32767).to(torch.int16)),
            "end": (cut.place(rebuilt(dirty[None]))[0] / cut.unit).tolist(),
        }

    places = cut.place(torch.stack([clean, dirty, other])) / cut.unit
    return {
        "side": slices.SIDE,
        "from": -slices.BEFORE,
        "to": slices.WHOLE - slices.BEFORE,
        **dict(zip(("clean", "dirty", "other"), places.tolist(), strict=True)),
        "models": [told(model) for model in _models()],
    }


def filters(data: dict) -> dict:
    """{"model"} -> {"sheet": data URL, "columns", "count", "pixels": how many share in the filter in the middle}."""
    return _sheet(checked.network(data.get("model"), AUTOENCODERS))


def plane(data: dict) -> dict:
    """The linear autoencoder whole, for the page to compute with: float32 as base64.

    {"latents", "mean": (784,), "encoder": (L, 784), "decoder": (784, L), "turn", "back": (L, L)}: decoder @ turn is
    PCA's axes, and back @ code the code on these.
    """
    return _plane(checked.network(LINEAR, AUTOENCODERS))


def examples(data: dict) -> dict:
    """Ten digits to begin with, one of each class: {"pictures"}, or {"pictures": ""} where this machine has none."""
    return _examples(infer.model(EXAMPLES)) if infer.available(EXAMPLES) else {"pictures": ""}


@infer.once
def _sheet(model: nn.Module) -> dict:
    """The filters from the most local to the most spread, or so many of them evenly."""
    weights = model.filters()
    spread = participation(weights)
    order = spread.argsort()
    chosen = order[torch.linspace(0, len(order) - 1, min(FILTERS, len(order))).round().long()]
    rows = weights[chosen].flatten(1)
    framed = F.pad(signed(rows).unflatten(1, weights.shape[1:]), (1, 1, 1, 1), value=FRAME)
    return {
        "sheet": png(sheet(framed, COLUMNS)),
        "columns": COLUMNS,
        "count": len(weights),
        "pixels": spread.median().item(),
    }


@infer.once
def _plane(model: nn.Module) -> dict:
    decoder, components = model.decoder.weight.cpu(), model.components().cpu()
    turn = torch.linalg.lstsq(decoder, components).solution
    parts = {
        "mean": model.mean,
        "encoder": model.encoder.weight,
        "decoder": decoder,
        "turn": turn,
        "back": torch.linalg.inv(turn),
    }
    return {"latents": model.config.latents} | {name: to_base64(part.cpu().float()) for name, part in parts.items()}


@infer.once
def _examples(model: nn.Module) -> dict:
    kept = checkpoints.evaluation_of(model)
    codes, labels = kept.get("test_codes"), kept.get("test_labels")
    if codes is None or labels is None or labels.unique().tolist() != list(range(10)):
        return {"pictures": ""}
    first = [int((labels == label).nonzero()[0]) for label in range(10)]
    return {"pictures": packed(model.decode(codes[first].float().to(checked.device(model))).cpu())}


def _models() -> list[nn.Module]:
    """All that are on this machine, in the order of the page."""
    return [infer.model(name) for name in infer.available(*AUTOENCODERS)]
