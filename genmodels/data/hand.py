"""Training drawings as a hand on the sketch pad would have made them.

Edges and label maps of the data sets are perfect: one pixel wide, closed, exactly over the picture. What people draw is
thick or thin, wobbly, open and a little beside. A network that only saw the former turns the latter to mush. So the
drawing half of a pair is taken apart once (centre lines cut into strokes, distance to the nearest stroke) and drawn
anew every time that it is used. Where the hand is out of place by a lot, the picture is bent along with it: the painted
line has to follow the pen, not the place where a better draughtsman would have put it (a network that is shown the
straight picture beside the bent drawing paints every line twice, and blurred). Only the tremor of the hand, open ends
and strokes that are missing are left for the network to forgive.

It does not know what a line means: a short stroke that is left out may be an eye or a crease. Long ones stay: a
picture without its outline cannot be guessed, and the attempt teaches colours outside the lines.
"""

import dataclasses
from collections.abc import Iterator
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage
from skimage.morphology import disk, opening, skeletonize
from torch import Tensor

from genmodels.data.source import ImageSet

BRUSH = (1.0, 12.0)  # the pad's brush sizes, pixels
_FAR = 255.0  # a distance at which no brush leaves a trace
_STEPS = 16  # distances are kept as uint8 in sixteenths of a pixel: up to 15.9, more than the widest brush's radius
_LONG = 60  # pixels; a longer stroke is never left out
EXACT = 0.15  # so often a pair stays as it is in the data set, to the pixel


def redrawn(data: ImageSet, exact: float = EXACT) -> ImageSet:
    """The same pairs, whose drawings a hand makes anew for every batch; colour maps are told from black lines.

    exact: the share of them, 0 to 1, that stay as they are in the data set.
    """
    spread = data.sketches.amax(1) - data.sketches.amin(1)
    coloured = (spread > 64).float().mean().item() > 0.01  # compression leaves black lines a little coloured
    return dataclasses.replace(data, hand=(LabelHand if coloured else LineHand)(data.images, data.sketches, exact))


class LineHand:
    """Black lines on white, drawn anew: rows (B,) -> drawings and pictures, (B, 3, H, W) float32 in [0, 1] each.

    Each drawing gets one brush, pressure that comes and goes, a tremor, strokes left out, strokes drawn beyond their
    ends, gaps, and the soft rim that a canvas gives its lines.
    """

    def __init__(self, images: Tensor, sketches: Tensor, exact: float = EXACT):
        self.images, self.sketches, self.exact = images, sketches, exact
        self.taken_apart: dict[int, Tensor] = {}

    def __call__(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        parts = torch.stack([self._parts(row) for row in rows.tolist()])  # (B, 5, H, W) uint8
        count, _, height, width = parts.shape
        low, high = torch.tensor(BRUSH).sqrt()
        brush = (low + (high - low) * torch.rand(count, 1, 1, 1)).square()  # thin ones are drawn more often
        radius = brush / 2 * (1 + 0.3 * smooth_noise(count, 1, 4, height))

        left_out = torch.rand(count, 256) < 0.2 * torch.rand(count, 1)
        left_out[:, 0] = False  # the name that all long strokes share
        beyond = torch.rand(count, 256) < 0.4 * torch.rand(count, 1)
        line, line_id, over, over_id, solid = parts.unbind(1)
        line = torch.where(_of(left_out, line_id), _FAR, line / _STEPS)
        over = torch.where(_of(beyond, over_id), over / _STEPS, _FAR)
        gaps = smooth_noise(count, 1, 24, height)[:, 0] > 2.2 - 0.7 * torch.rand(count, 1, 1)
        line = torch.where(gaps, _FAR, torch.minimum(line, over))

        exact = torch.rand(count, 1, 1, 1) < self.exact
        place, tremor = bent_grid(count, height, width), tremor_grid(count, height)
        moved = _sample(torch.stack([line, solid / _STEPS], 1), place + tremor)
        ink = torch.maximum(radius - moved[:, :1] + 0.5, 1 - moved[:, 1:]).clamp(0, 1)  # half a pixel of soft rim
        drawn = (1 - ink).expand(-1, 3, -1, -1)
        exactly, pictures = self.sketches[rows].float() / 255, self.images[rows].float() / 255
        return torch.where(exact, exactly, drawn), torch.where(exact, pictures, _bent(pictures, place))

    def _parts(self, row: int) -> Tensor:
        """(5, H, W) uint8: distance to the strokes, which one, distance to what lies beyond their ends, which one,
        distance to what is solid black. Taken apart when first asked for."""
        if row not in self.taken_apart:
            self.taken_apart[row] = take_apart(self.sketches[row].float().mean(0) < 128)
        return self.taken_apart[row]


class LabelHand:
    """Colour maps, drawn anew: rows (B,) -> drawings and pictures, (B, 3, H, W) float32 in [0, 1] each.

    Their borders tremble; half of them are soft there.
    """

    def __init__(self, images: Tensor, sketches: Tensor, exact: float = EXACT):
        self.images, self.sketches, self.exact = images, sketches, exact

    def __call__(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        maps, pictures = self.sketches[rows].float() / 255, self.images[rows].float() / 255
        count, _, height, width = maps.shape
        place, tremor = bent_grid(count, height, width), tremor_grid(count, height)
        sharp, soft = (_sample(maps, place + tremor, mode) for mode in ("nearest", "bilinear"))
        drawn = torch.where(torch.rand(count, 1, 1, 1) < 0.5, sharp, soft)
        exact = torch.rand(count, 1, 1, 1) < self.exact
        return torch.where(exact, maps, drawn), torch.where(exact, pictures, _bent(pictures, place))


def take_apart(ink: Tensor) -> Tensor:
    """(H, W) bool, true where there is ink -> (5, H, W) uint8 as LineHand keeps them."""
    ink = ink.numpy()
    solid = opening(np.pad(ink, 8), disk(6))[8:-8, 8:-8]  # wider than any line of the data sets: a filled shape
    centre = skeletonize(ink) & ~solid
    neighbours = ndimage.convolve(centre.astype(np.uint8), np.ones((3, 3), np.uint8), mode="constant") - 1
    strokes, _ = ndimage.label(centre & (neighbours < 3), np.ones((3, 3)))  # cut where lines meet
    over, over_id = np.ones_like(ink), np.zeros(ink.shape, np.uint8)
    for number, (down, right) in enumerate(_ends(strokes)):
        over[down, right], over_id[down, right] = False, number % 256
    names = np.where(np.bincount(strokes.ravel())[strokes] > _LONG, 0, 1 + strokes % 255)
    line, line_id = _distance(~(strokes > 0), names)
    return torch.from_numpy(
        np.stack([line, line_id, *_distance(over, over_id), _distance(~solid, solid)[0]]).astype(np.uint8)
    )


def _distance(empty: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sixteenths of pixels to the nearest place that is not empty, and that place's name; far where all is empty."""
    if empty.all():
        return np.full(empty.shape, 255), np.zeros(empty.shape)
    distance, nearest = ndimage.distance_transform_edt(empty, return_indices=True)
    return np.minimum(distance * _STEPS, 255), names[tuple(nearest)]


def _ends(strokes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For every end of a stroke the pixels (rows, columns) that a hand draws when it stops too late."""
    height, width = strokes.shape
    for row, column in np.argwhere((strokes > 0) & _is_end(strokes)):
        near = np.s_[max(0, row - 9) : row + 10, max(0, column - 9) : column + 10]
        own = np.argwhere(strokes[near] == strokes[row, column])
        back = own.mean(0) + np.array([near[0].start, near[1].start])
        direction = (row, column) - back
        if len(own) < 6 or np.hypot(*direction) < 2:
            continue  # too short to have a direction
        path = (row, column) + np.arange(1, 9)[:, None] * direction / np.hypot(*direction)
        path = path.round().astype(int)
        inside = ((path >= 0) & (path < (height, width))).all(1)
        yield path[inside, 0], path[inside, 1]


def _is_end(strokes: np.ndarray) -> np.ndarray:
    """True where a stroke's pixel has at most one neighbour of its own."""
    own = ndimage.convolve((strokes > 0).astype(np.uint8), np.ones((3, 3), np.uint8), mode="constant") - 1
    return own <= 1


def _of(chosen: Tensor, names: Tensor) -> Tensor:
    """chosen (B, 256) bool looked up by names (B, H, W) uint8."""
    return chosen.gather(1, names.long().flatten(1)).view(names.shape)


def smooth_noise(count: int, channels: int, cells: int, size: int) -> Tensor:
    """(B, C, size, size) from N(0, 1) at cells x cells places and smooth between them."""
    along = _bicubic(cells, size)
    return along @ torch.randn(count, channels, cells, cells) @ along.T


@cache
def _bicubic(cells: int, size: int) -> Tensor:
    """(size, cells): bicubic interpolation along one axis; as a matrix it is thirty times as fast as F.interpolate."""
    return F.interpolate(torch.eye(cells)[None, None], size=(size, cells), mode="bicubic", align_corners=False)[0, 0]


def bent_grid(count: int, height: int, width: int) -> Tensor:
    """(B, H, W, 2) for grid_sample, the same for drawing and picture: the hand's slow wobble, and the paper's jitter.

    The jitter enlarges by up to an eighth and crops at random; here it also turns and shears a little.
    """
    move = torch.eye(2, 3).repeat(count, 1, 1)
    smaller = 1 / (1 + torch.rand(count) / 8)
    move[:, :, :2] = smaller.view(-1, 1, 1) * (move[:, :, :2] + 0.02 * torch.randn(count, 2, 2))
    move[:, :, 2] = (1 - smaller).view(-1, 1) * (2 * torch.rand(count, 2) - 1)
    wobble = torch.rand(count, 1, 1, 1) * smooth_noise(count, 2, 6, height) * 4 / width
    return F.affine_grid(move, (count, 1, height, width), align_corners=False) + wobble.permute(0, 2, 3, 1)


def tremor_grid(count: int, size: int) -> Tensor:
    """(B, size, size, 2), to be added to a grid for grid_sample: a quick wobble of a pixel, the drawing's alone."""
    tremor = torch.rand(count, 1, 1, 1) * smooth_noise(count, 2, 24, size) * 2 / size
    return tremor.permute(0, 2, 3, 1)


def _bent(pictures: Tensor, grid: Tensor) -> Tensor:
    """Bicubic: pictures that bilinear resampling softened would teach soft lines."""
    return _sample(pictures, grid, "bicubic").clamp(0, 1)


def _sample(pictures: Tensor, grid: Tensor, mode: str = "bilinear") -> Tensor:
    return F.grid_sample(pictures, grid, mode=mode, padding_mode="border", align_corners=False)
