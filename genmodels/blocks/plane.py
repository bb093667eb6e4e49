"""What learns points of the plane, as it is shown: the points that it makes, and the energy under them.

The energy is low where the model would expect data. Of a game it is what the judging network says, turned over.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.data.plane import EDGE, to_pictures, to_points
from genmodels.model import Model
from genmodels.shown import Field, Pictures, Points, Shown, to_float32, to_weights

SEEN = 300  # points of each kind in a preview
SIDE = 84  # pixels across the preview's plane
FINER = 2  # pixels of the painting for each of them, as a compressed picture has one colour for four
TILE = 28  # pixels across the small plane of one point
# from a dark valley to a pale hill
RAMP = ((24, 20, 70), (47, 62, 140), (36, 118, 150), (62, 168, 126), (170, 209, 92), (250, 240, 170))
DATA, FAKE, PAPER = (220, 252, 231), (251, 146, 60), (15, 23, 42)


def coloured(share: np.ndarray) -> np.ndarray:
    """(..., H, W) from 0, a valley, to 1, a hill -> (..., H, W, 3) uint8."""
    ends = np.linspace(0, 1, len(RAMP))
    channels = [np.interp(share, ends, [colour[channel] for colour in RAMP]) for channel in range(3)]
    return np.stack(channels, -1).round().astype(np.uint8)


def grid(side: int, device: torch.device) -> Tensor:
    """(side * side, 2): places over the whole plane, row by row, the first row at the top."""
    line = torch.linspace(-EDGE, EDGE, side, device=device)
    return torch.stack(torch.meshgrid(line, -line, indexing="xy"), 2).view(-1, 2)


def over_plane(
    energy: Callable[[Tensor], Tensor], made: Tensor, data: Tensor | None, first: str = "samples"
) -> dict[str, Shown]:
    """A painting of it all, called `first`; what was made, pictures (N, 2, 1, 1); the energy; points of the data (N, 2)
    where there are some.  energy: of pictures (N, 2, 1, 1) in [0, 1], (N,).
    """
    heights = energy(to_pictures(grid(SIDE, made.device))).view(SIDE, SIDE).nan_to_num(0.0, 0.0, 0.0)
    places = to_points(made).nan_to_num(0.0)
    low, middle = heights.min(), heights.median()  # from its own valley to its own plain
    painted = coloured(to_float32(((heights - low) / (middle - low).clamp_min(1e-12)).clamp(0, 1)))
    for group, colour in ((data, DATA), (places, FAKE)):
        if group is not None:
            painted[_pixels(group, SIDE)] = colour
    shown: dict[str, Shown] = {
        first: Pictures(painted.repeat(FINER, 0).repeat(FINER, 1)[None], columns=1),
        "made": Points(to_float32(places)),
        "energy": Field(to_float32(heights), (-EDGE, EDGE, -EDGE, EDGE)),
    }
    return shown if data is None else shown | {"data": Points(to_float32(data))}


@torch.no_grad()
def seen_in_plane(model: Model, judge: nn.Module, noise: Tensor, data: Tensor | None) -> dict[str, Shown]:
    """A painting of it all, what the generator makes of the noise, points of the data where there are some, the energy,
    and the weights from which a page makes it anew: "generator.0.weight", "judge.1.bias" and so on.
    """
    shown = over_plane(lambda pictures: -judge(pictures * 2 - 1), model.generate(noise), data)
    linear = {"generator": model, "judge": judge}
    weights = {
        f"{player}.{number}.{name}": value
        for player, network in linear.items()
        for number, layer in enumerate(each for each in network.modules() if isinstance(each, nn.Linear))
        for name, value in layer.named_parameters()
    }
    return {"samples": shown.pop("samples"), "weights": to_weights(weights)} | shown


def tiles(places: Tensor) -> np.ndarray:
    """(N, 2) -> (N, TILE, TILE, 3) uint8: each point in a small plane of its own."""
    painted = np.full((len(places), TILE, TILE, 3), PAPER, np.uint8)
    rows, columns = _pixels(places.detach().nan_to_num(0.0), TILE)
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            at = (np.clip(rows + down, 0, TILE - 1), np.clip(columns + across, 0, TILE - 1))
            painted[np.arange(len(places)), *at] = FAKE
    return painted


def _pixels(places: Tensor, side: int) -> tuple[np.ndarray, np.ndarray]:
    """(N, 2) -> rows and columns of a picture of the plane."""
    at = (to_float32(places) * (1, -1) + EDGE) / (2 * EDGE) * side
    columns, rows = at.astype(int).clip(0, side - 1).T
    return rows, columns
