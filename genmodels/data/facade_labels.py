"""The twelve labels of the CMP facades and the colours they have in facades.zip.

The names stand in the order of the data set's own list. The colours were counted in the label halves of all 400 pairs,
where each is the median of a large cluster to within three steps (the WebP is lossy). That the order of the colours is
the order of the names was seen by laying photographs beside their maps: door and shop touch the ground, balconies carry
railings, a cornice is above its window and a sill below, mouldings run along the whole front.
"""

import torch
from torch import Tensor

LABELS = {
    "background": (0, 0, 222),
    "facade": (0, 48, 255),
    "window": (0, 128, 255),
    "door": (0, 208, 255),
    "cornice": (32, 255, 224),
    "sill": (112, 255, 144),
    "balcony": (192, 255, 64),
    "blind": (255, 240, 0),
    "deco": (255, 160, 0),
    "molding": (255, 80, 0),
    "pillar": (255, 0, 0),
    "shop": (176, 0, 0),
}


def colours() -> Tensor:
    """(12, 3) uint8, in the order of LABELS."""
    return torch.tensor(list(LABELS.values()), dtype=torch.uint8)


def nearest(picture: Tensor) -> Tensor:
    """Which label each pixel's colour is nearest to: (3, H, W) uint8 -> (H, W) int64."""
    flat = picture.permute(1, 2, 0).reshape(-1, 3).float()
    return torch.cdist(flat, colours().float()).argmin(1).view(picture.shape[1:])
