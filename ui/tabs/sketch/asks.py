"""What the sketch pad asks: a picture for a drawing, what the critic sees in it, and what the network's parts carry."""

import base64
import itertools
import json
from functools import cache
from pathlib import Path

import gradio as gr
import numpy as np
import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.cards import Card
from genmodels.data import facade_labels
from ui.language.words import Complaint
from ui.parts.page.panel import panel
from ui.parts.weights.picker import picker
from ui.serving import checked, infer, pictures
from ui.serving.images import jpeg
from ui.tabs.sketch import drawings
from ui.tabs.sketch.offer import SKETCH

SAMPLES = 6
DRAWN_FOR = {"openmoji": "emoji", "shoes": "shoes", "facades": "facades"}  # data -> its folder of drawings
HERE = Path(__file__).parent


def sketch_pad() -> gr.HTML:
    """The panel, offering the pix2pix models that are on this machine."""
    return panel(
        "tabs/sketch/sketch",
        paint,
        samples,
        levels,
        outline,
        examples,
        picker(SKETCH),
        models=[_offered(name) for name in infer.available(*SKETCH)],
        labels=list(facade_labels.LABELS),
        colours=[f"#{bytes(colour).hex()}" for colour in facade_labels.LABELS.values()],
    )


def paint(data: dict) -> dict:
    """{"model", "pixels", "hints", "dropout", "keep", "critic"} -> {"picture": data URL, "critic": 900 bytes or null}.

    pixels: see drawings.from_pad.  hints: dabs of colour, see drawings.dabs, or null.  dropout: noise in the decoder.
    keep: the U-Net's switches, the finest skip first.
    critic: whether its map of 30 x 30 is wanted; a byte is the probability "real" of one patch, times 255.
    """
    network, sketch, hints = _asked(data)
    dropout = checked.flag("dropout", data.get("dropout"))
    keep = checked.switches("keep", data.get("keep"), network.generator.shortcuts)
    picture = network.translate(sketch, dropout, keep, **hints)
    wanted = checked.flag("critic", data.get("critic"))
    return {
        "picture": jpeg(picture[0]),
        "critic": _bytes(network.realism(sketch, picture)) if wanted else None,
    }


def samples(data: dict) -> dict:
    """{"model", "pixels", "hints"} -> six pictures of the same drawing, with dropout left on, and how far they differ.

    between, beside: mean difference of a colour value, on the scale from 0 to 255, of two samples and of a sample from
    the picture without dropout.
    """
    network, sketch, hints = _asked(data)
    many = {name: given.expand(SAMPLES, -1, -1, -1) for name, given in hints.items()}
    made = network.translate(sketch.expand(SAMPLES, -1, -1, -1), dropout=True, **many) * 255
    pairs = [(one - other).abs().mean() for one, other in itertools.combinations(made, 2)]
    beside = (made - network.translate(sketch, **hints) * 255).abs().mean()
    return {
        "pictures": [jpeg(picture / 255) for picture in made],
        "between": torch.stack(pairs).mean().item(),
        "beside": beside.item(),
    }


def levels(data: dict) -> dict:
    """{"model", "pixels", "hints"} -> for each of the U-Net's shortcuts the picture without it, and what that changes.

    {"pictures": data URLs, the finest skip first, "changes": mean difference of a colour value from 0 to 255}
    """
    network, sketch, hints = _asked(data)
    whole = network.translate(sketch, **hints)
    each = range(network.generator.shortcuts)
    without = [network.translate(sketch, keep=[place != off for place in each], **hints) for off in each]
    return {
        "pictures": [jpeg(picture[0], quality=80) for picture in without],
        "changes": [255 * (picture - whole).abs().mean().item() for picture in without],
    }


def outline(data: dict) -> dict:
    """{"model", "picture": data URL, "threshold"} -> the sketch that the picture becomes, for the pad to keep.

    {"data": base64 of one bit a pixel for lines, of four for labels, "source": the picture made small, to ask again
    with another threshold, "drawing": whether it was a line drawing already}
    """
    network = checked.network(data.get("model"), SKETCH)
    image = pictures.from_data_url(data.get("picture"))
    if drawings.kind(network.card) == "labels":
        return {"data": drawings.packed(drawings.labels(image).numpy(), 4), "source": None, "drawing": True}
    image.thumbnail((512, 512))
    lines, drawing = drawings.lines(image, checked.number("threshold", data.get("threshold"), 0, 1))
    if not lines.any():
        raise Complaint("sketch.no_lines")
    source = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1) / 255
    return {"data": drawings.packed(lines, 1), "source": jpeg(source), "drawing": drawing}


def examples(data: dict) -> dict:
    """{"model"} -> {"kind", "like", "ink", "hints": see `_described`, "examples": name -> strokes for it}."""
    card = checked.network(data.get("model"), SKETCH).card
    described = _described(card)
    return described | {
        "examples": _drawn(described["like"] or {"lines": "emoji", "labels": "facades"}[described["kind"]])
    }


def _asked(data: dict) -> tuple[nn.Module, Tensor, dict[str, Tensor]]:
    """The model, the drawing, and the dabs of colour by the name under which `translate` takes them, if any."""
    network = checked.network(data.get("model"), SKETCH)
    device = checked.device(network)
    drawing = drawings.from_pad(data.get("pixels"), drawings.kind(network.card)).to(device)
    if data.get("hints") is None:
        return network, drawing, {}
    drawings.want_hints(network)
    return network, drawing, {"hints": drawings.dabs(data["hints"]).to(device)}


def _bytes(opinion: Tensor) -> str:
    return base64.b64encode(opinion.mul(255).round().to("cpu", torch.uint8).numpy().tobytes()).decode()


def _offered(name: str) -> dict:
    """What the page's script knows of a model before it is opened; asks nobody, so that the app starts at once."""
    return {"name": name} | _described(checkpoints.read_card(checkpoints.BUNDLED / name))


def _described(card: Card) -> dict:
    """kind: what one draws for it.  like: whose words and drawings fit, going by its data; None for data of its own.

    ink: whether the drawing's ink lies over the picture, and can be taken off.  hints: whether it takes dabs of colour.
    """
    switches = {name: bool(card.config.get(name)) for name in ("ink", "hints")}
    return {"kind": drawings.kind(card), "like": DRAWN_FOR.get(card.data)} | switches


@cache
def _drawn(like: str) -> dict:
    """Name -> strokes of the drawings in this folder."""
    paths = sorted((HERE / "examples" / like).glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8"))["strokes"] for path in paths}
