"""The Cortex tab without its page: an endpoint for gradio_client and for curl."""

import math

import torch

from genmodels.blocks.torus import bell, pooled
from genmodels.data.patches import to_pictures
from ui.serving import checked
from ui.tabs.cortex.offer import SHEETS


def cortex_cells(model: str, direction: float = 0, phase: float = 0, cycles: float = 2.5, pool: float = -1) -> dict:
    """What the units of a sheet answer to a grating.

    direction: in which it runs, 0 to 180 degrees; 0 is to the right, 90 down.  phase: 0 to 360 degrees.
    cycles: waves across the patch, 0.5 to 6.  pool: how wide a pool is, 0 to 2 units; -1 as the sheet was trained.
    Returns {"side": units along each side, "simple": numbers of either sign, "complex": the root of each pool, both row
    by row, "preferred": the direction of each atom in degrees, "clear": how clear that is, 0 to 1}.
    """
    network = checked.network(model, SHEETS)
    angle = math.radians(checked.number("direction", direction, 0, 180))
    shift = math.radians(checked.number("phase", phase, 0, 360))
    frequency = checked.number("cycles", cycles, 0.5, 6) / network.config.size
    width = checked.number("pool", pool, -1, 2)
    config, place = network.config, checked.device(network)
    line = torch.arange(config.size) - (config.size - 1) / 2
    wave = (2 * math.pi * frequency * (math.cos(angle) * line + math.sin(angle) * line[:, None]) + shift).cos()
    wave = wave - wave.mean()
    wave = wave / wave.square().mean().sqrt().clamp_min(1e-6)
    codes = network.encode(to_pictures(wave[None, None]).to(place))
    shape = bell(config.side, config.pool if width < 0 else width).to(place)
    found = network.map().flatten(0, 1)
    preferred = torch.atan2(found[:, 1], found[:, 0]).rad2deg() / 2 % 180
    return {
        "side": config.side,
        "simple": codes[0].tolist(),
        "complex": pooled(codes, shape)[0].tolist(),
        "preferred": preferred.tolist(),
        "clear": found.norm(dim=1).tolist(),
    }
