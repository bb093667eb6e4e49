"""What the Landscape tab asks while one draws: the energy of a picture, a slice around it, and the way down.

Pictures travel as raw bytes, 784 for each and base64 around all.
"""

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.blocks.slices import through
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import packed, to_base64
from ui.tabs.landscape.offer import LANDSCAPE

SIDE, PART = 32, 256  # points along the slice; as many at once fit into the processor's cache: 0.15 s, not 0.2
STEPS, RATE, EVERY = 90, 0.1, 2  # of a descent; of two steps one is shown
KINDS = ("test", "samples", "strange")
MOST_INK = 0.45  # mean grey: the boldest digit of MNIST has 0.40, a pad painted all over 0.5


def open_model(data: dict) -> dict:
    """{"model"} -> {"margin", "digits": a test picture of each class, "bands": kind -> quantiles 0, 1, ... 100}."""
    return _description(checked.network(data.get("model"), LANDSCAPE))


def look(data: dict) -> dict:
    """{"model", "picture"} -> {"energy", "rebuilt": its reconstruction}."""
    network, picture = _asked(data)
    rebuilt = network.reconstruct(picture)
    return {"energy": (picture - rebuilt).square().sum().item(), "rebuilt": packed(rebuilt)}


def survey(data: dict) -> dict:
    """{"model", "picture", "others": two pictures} -> {"energies": float32 of the slice through all three}."""
    network, picture = _asked(data)
    others = data.get("others")
    if not isinstance(others, list) or len(others) != 2:
        raise Complaint("error.bad_drawing")
    others = [checked.pixels(other, blank=True).to(picture.device) for other in others]
    between = through(torch.cat([*others, picture]), SIDE).split(PART)
    return {"energies": to_base64(torch.cat([network.energy(rows) for rows in between]))}


def descend(data: dict) -> dict:
    """{"model", "picture"} -> {"frames": the picture on its way down the energy, "energies": one for each}."""
    network, picture = _asked(data)
    frames = down(network, picture)
    return {"frames": packed(frames), "energies": network.energy(frames).tolist()}


def down(network: nn.Module, picture: Tensor) -> Tensor:
    """(1, C, H, W) -> (STEPS / EVERY, C, H, W), each no higher than the one before: a step that would climb the other
    side of its valley is taken back, and the next one is half as long."""
    way, rate, energy = [], RATE, network.energy(picture)
    for step in range(1, STEPS + 1):
        further = network.descend(picture, rate)
        reached = network.energy(further)
        if reached < energy:
            picture, energy, rate = further, reached, 1.05 * rate
        else:
            rate /= 2
        if step % EVERY == 0:
            way.append(picture)
    return torch.cat(way)


def _asked(data: dict) -> tuple[nn.Module, Tensor]:
    network = checked.network(data.get("model"), LANDSCAPE)
    picture = checked.pixels(data.get("picture")).to(checked.device(network))
    if picture.mean() > MOST_INK:
        raise Complaint("landscape.all_ink")
    return network, picture


@infer.once
def _description(network: nn.Module) -> dict:
    kept = checkpoints.evaluation_of(network)
    pictures = kept.get("test_pictures", torch.zeros(0, dtype=torch.uint8))
    if pictures.dtype != torch.uint8 or pictures.shape != (10, *network.picture):
        pictures = torch.zeros(0, dtype=torch.uint8)  # a stranger's evaluation may hold anything
    bands = {kind: kept.get(f"energies_{kind}", torch.zeros(0)) for kind in KINDS}
    return {
        "margin": network.config.margin,
        "digits": to_base64(pictures),
        "bands": {
            kind: band.tolist() for kind, band in bands.items() if band.shape == (101,) and band.isfinite().all()
        },
    }
