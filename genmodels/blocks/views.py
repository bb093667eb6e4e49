"""Views of a picture: what an embedding is told to take for the same, a jigsaw of its pieces, and a shaky hand.

What a view leaves alone, the embedding may sort by: where pictures are cropped and their greys left as they are, two
views of one picture are known by their brightness, and nothing else needs to be learned.
Random numbers come from `generator`, or from torch's own; the same seed gives the same views.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

PIECES = 3  # of the jigsaw, along each side
LUMA = (0.299, 0.587, 0.114)  # how bright red, green and blue are


@dataclass(frozen=True)
class Viewing:
    """What is done to a picture by chance.

    crop: the least share of its area that is kept, and enlarged; 1 keeps all.  mirror: half of them, left for right.
    shade: how far its greys may be bent and its contrast changed, 0 to 1.  erase: the side of a grey square on it, as a
    share of the picture's.  Of pictures of three channels:  colour: how far their colours may be turned, 1 being a
    quarter of the circle, and by what share they may fade or grow.  grey: the share of those that lose their colour.
    """

    crop: float = 0.3
    mirror: bool = True
    shade: float = 0.6
    erase: float = 0.0
    colour: float = 0.0
    grey: float = 0.0


def view(images: Tensor, viewing: Viewing, generator: torch.Generator | None = None) -> Tensor:
    """(N, C, H, W) in [0, 1] -> the same pictures as somebody else might have taken them."""
    amount, device = len(images), images.device
    chance = torch.rand(9, amount, generator=generator).to(device)
    seen = _cropped(images, viewing, chance[:5])
    if viewing.shade:
        bend = ((chance[5] * 2 - 1) * viewing.shade * 1.2).exp().view(-1, 1, 1, 1)
        contrast = (1 - viewing.shade * 0.6 * chance[6]).view(-1, 1, 1, 1)
        seen = seen.clamp(1e-4, 1).pow(bend) * contrast
    if (viewing.colour or viewing.grey) and images.shape[1] == len(LUMA):
        seen = _coloured(seen, viewing, torch.rand(3, amount, generator=generator).to(device))
    return _erased(seen, viewing.erase, chance[7:]) if viewing.erase else seen


def _cropped(images: Tensor, viewing: Viewing, chance: Tensor) -> Tensor:
    """A window of the picture, half of them mirrored, by one interpolation."""
    if viewing.crop >= 1 and not viewing.mirror:
        return images
    area = viewing.crop + (1 - viewing.crop) * chance[0]
    # no side is longer than the picture, whatever the window's shape
    stretch = ((chance[1] * 2 - 1) * 0.29).exp().clamp(area, 1 / area)
    wide, high = (area * stretch).sqrt(), (area / stretch).sqrt()
    left, top = ((chance[2:4] * 2 - 1) * (1 - torch.stack([wide, high]))).unbind()
    flip = torch.where(chance[4] < 0.5, -1.0, 1.0) if viewing.mirror else torch.ones_like(wide)
    nothing = torch.zeros_like(wide)
    return _moved(images, wide * flip, nothing, left, nothing, high, top)


def _coloured(images: Tensor, viewing: Viewing, chance: Tensor) -> Tensor:
    """(N, 3, H, W): what a colour has beside its grey is turned round the axis of the greys, and grows or fades."""
    grey = (images * images.new_tensor(LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)
    beside = images - grey
    angle, strength = ((chance[:2] * 2 - 1) * viewing.colour).view(2, -1, 1, 1, 1).unbind()
    angle, strength = angle * math.pi / 2, (1 + strength) * (chance[2] >= viewing.grey).view(-1, 1, 1, 1)
    across = (beside.roll(1, 1) - beside.roll(2, 1)) / math.sqrt(3)  # (1, 1, 1) / sqrt(3) x beside
    mean = beside.mean(1, keepdim=True)
    turned = (beside - mean) * angle.cos() + across * angle.sin() + mean
    return (grey + turned * strength).clamp(0, 1)


def jittered(images: Tensor, degrees: float, share: float, pixels: float, *, mirror: bool = False) -> Tensor:
    """(N, C, H, W), each turned by up to so many degrees, scaled by up to that share of its size and shifted by up to
    so many pixels, and with `mirror` half of them left for right."""
    if not (degrees or share or pixels or mirror):
        return images
    chance = torch.rand(5, len(images), device=images.device) * 2 - 1
    angle, scale = chance[0] * math.radians(degrees), 1 + share * chance[1]
    left, top = (chance[2:4] * 2 * pixels / images.shape[-1]).unbind()  # affine_grid counts from -1 to 1
    flip = torch.where(chance[4] < 0, -1.0, 1.0) if mirror else torch.ones_like(scale)
    cosine, sine = angle.cos() * scale, angle.sin() * scale
    return _moved(images, cosine * flip, -sine, left, sine * flip, cosine, top)


def zoomed(images: Tensor, zoom: float) -> Tensor:
    """(N, C, H, W) -> the same about the middle, larger by `zoom`; beyond the border goes on what is at it."""
    if zoom == 1:
        return images
    matrix = torch.eye(2, 3, device=images.device)[None] / zoom
    grid = F.affine_grid(matrix, [1, *images.shape[1:]], align_corners=False)  # one for all of them
    # shape[0]: so a graph may be made of it, for any number of pictures
    grid = grid.expand(images.shape[0], -1, -1, -1)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


def _moved(images: Tensor, *matrix: Tensor) -> Tensor:
    """Each picture through its own affine map, of six numbers (N,), row by row."""
    grid = F.affine_grid(torch.stack(matrix, 1).view(-1, 2, 3), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def _erased(images: Tensor, share: float, chance: Tensor) -> Tensor:
    height, width = images.shape[-2:]
    across, down = (torch.arange(size, device=images.device).view(1, -1) for size in (width, height))
    side = share * min(height, width)
    left, top = chance[0].view(-1, 1) * (width - side), chance[1].view(-1, 1) * (height - side)
    inside = ((across >= left) & (across < left + side)).view(-1, 1, 1, width) & (
        (down >= top) & (down < top + side)
    ).view(-1, 1, height, 1)
    return torch.where(inside, 0.5, images)


def pieces(images: Tensor, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    """(N, C, H, W) -> nine pieces of each in an order of its own (N, 9, C, S, S), and that order (N, 9).

    Piece k shows place order[k]. S is the largest side that fits three times into the picture.
    """
    side = min(images.shape[-2:]) // PIECES
    cut = images[..., : side * PIECES, : side * PIECES]
    tiles = cut.unflatten(-1, (PIECES, side)).unflatten(-3, (PIECES, side))  # (N, C, 3, S, 3, S)
    tiles = tiles.permute(0, 2, 4, 1, 3, 5).flatten(1, 2)  # (N, 9, C, S, S)
    order = torch.rand(len(images), PIECES**2, generator=generator).argsort(1).to(images.device)
    return tiles[torch.arange(len(images), device=images.device)[:, None], order], order


def joined(tiles: Tensor) -> Tensor:
    """Nine pieces (N, 9, C, S, S), laid row by row -> pictures (N, C, 3 S, 3 S)."""
    return tiles.unflatten(1, (PIECES, PIECES)).permute(0, 3, 1, 4, 2, 5).flatten(4, 5).flatten(2, 3)
