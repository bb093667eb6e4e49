"""The map of a latent space of two dimensions: a grid of decoded pictures, and where the test pictures lie."""

import base64
import math

import torch
from torch import Tensor, nn

from ui.serving import checked
from ui.serving.images import png, sheet

TILES = 20  # along each side
POINTS = 4000  # more only hide each other
NEAREST, FARTHEST = 3, 6  # standard deviations that the map shows at least and at most


def plane(network: nn.Module, evaluation: dict[str, Tensor]) -> dict:
    """Everything that the map draws.

    {"extent": it shows [-extent, extent] both ways, "tiles": PNG as a data URL, "centres": the mean of each class,
    "points": int16 thousandths x, y, x, y ... and "labels": uint8, both base64}
    """
    means = evaluation.get("test_means", torch.zeros(0, 2))[:POINTS]
    labels = evaluation.get("test_labels", torch.zeros(0))[:POINTS]
    spread = means.abs().flatten().quantile(0.995).item() if len(means) else 0
    extent = min(max(math.ceil(spread), NEAREST), FARTHEST)
    return {
        "extent": extent,
        "tiles": png(sheet(network.decode(grid(extent).to(checked.device(network))), TILES)),
        "points": _base64(means.mul(1000).round().to(torch.int16)),
        "labels": _base64(labels.to(torch.uint8)),
        "centres": evaluation.get("class_means", torch.zeros(0, 2)).tolist(),
    }


def grid(extent: float) -> Tensor:
    """The middles of the tiles, row by row from the top left: (TILES * TILES, 2), the second growing upwards."""
    middles = (torch.arange(TILES) + 0.5) * 2 * extent / TILES - extent
    down, across = torch.meshgrid(-middles, middles, indexing="ij")
    return torch.stack([across, down], -1).flatten(0, 1)


def _base64(values: Tensor) -> str:
    return base64.b64encode(values.contiguous().numpy().tobytes()).decode()
