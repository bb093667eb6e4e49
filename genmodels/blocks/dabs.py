"""Dabs of colour on a drawing, and the areas that they stand for.

A person dabs a colour into a shape and means all of it; a convolution sees the dab and not where the shape ends. So a
dab is spread to the lines around it first, as paint that runs until it meets ink. Lines that a hand draws have gaps.
The areas are therefore told apart as in Zhang et al., "Vectorizing Cartoon Animations" (TVCG 2009): where a large ball
can roll without crossing ink is an area, then smaller balls find what is too narrow for it. What a ball leaves out
only for its own size, a corner or an arm, then joins the area to which it opens.
"""

import numpy as np
import torch
from torch import Tensor

BALLS = (12, 8, 5, 3, 1)  # sides of the balls, which are squares, in steps of two pixels: a narrower gap is closed
WIDE = 0.5  # of an area's own width: with a wider opening it is a part of what it opens to
MOST = 8  # dabs that a drawing gets in training
REACH = 12  # pixels by which areas grow below the ink: under a line of the widest brush they meet in its middle
RADII = (2, 9)  # pixels, of the dabs in training
SMALLEST = 30  # pixels of an area that gets a dab of its own in training
_CLEAR = 7  # pixels: the window without ink around the place of such a dab, where there is one


def areas(sketches: Tensor) -> np.ndarray:
    """Drawings (N, 3, H, W) in [0, 1] -> (N, H, W) int32: which area each pixel belongs to, from 1 on in each drawing.

    The ink is shared by the areas around it; 0 is what is too deep in the ink to belong to any.
    """
    return np.stack([_areas(one) for one in unlined(sketches)])


def unlined(sketches: Tensor) -> np.ndarray:
    """Drawings (N, 3, H, W) in [0, 1] -> (N, H, W) bool, true where there is no ink."""
    return (sketches.float().mean(1) > 0.5).cpu().numpy()


def spread(sketches: Tensor, dabs: Tensor, found: np.ndarray | None = None) -> Tensor:
    """Drawings (N, 3, H, W) and dabs (N, 4, H, W), colours and where they are, in [0, 1] -> (N, 5, H, W) in [0, 1].

    The colours to the lines around them, 0 where there are none; where these are; where the dabs themselves are. Within
    an area a pixel has the colour of the nearest dab.  found: the drawings' areas, where they are known.
    """
    marked = (dabs[:, 3] > 0.5).cpu()
    made = torch.zeros(len(sketches), 5, *sketches.shape[2:])
    for place in marked.flatten(1).any(1).nonzero().flatten().tolist():
        area = areas(sketches[place : place + 1])[0] if found is None else found[place]
        whence = torch.from_numpy(_nearest(area, marked[place].numpy()))
        reached = whence >= 0
        colours = dabs[place, :3].float().cpu().flatten(1)[:, whence.clamp(min=0).flatten()]
        made[place, :3], made[place, 3], made[place, 4] = colours.view(3, *area.shape) * reached, reached, marked[place]
    return made.to(sketches.device)


def layer(dabs: list[list[float]], size: int) -> Tensor:
    """Dabs [x, y, radius, red, green, blue], in pixels and colours to 255 -> (1, 4, size, size) in [0, 1].

    A later one lies over an earlier one.
    """
    made = torch.zeros(1, 4, size, size)
    down, right = torch.arange(size)[:, None], torch.arange(size)
    for x, y, radius, *colour in dabs:
        disc = (down - y) ** 2 + (right - x) ** 2 <= radius**2
        made[0, :, disc] = torch.tensor([*(value / 255 for value in colour), 1.0])[:, None]
    return made


def random_dabs(sketches: Tensor, pictures: Tensor, found: np.ndarray) -> Tensor:
    """Drawings, their pictures, (N, 3, H, W) in [0, 1] each, and the drawings' areas -> dabs (N, 4, H, W) in the
    pictures' colours: none for a third of the drawings, one to `MOST` for the others, in areas chosen at random."""
    from scipy import ndimage  # a quarter of a second to import, for those who dab

    dabs = torch.zeros(len(sketches), 4, *sketches.shape[2:])
    for place, free in enumerate(unlined(sketches)):
        count = 0 if torch.rand(()) < 1 / 3 else int(torch.randint(1, MOST + 1, ()))
        sizes = np.bincount(found[place][free], minlength=2)
        sizes[0] = 0
        sizes[sizes < SMALLEST] = 0
        if not count or not sizes.any():
            continue
        clear = ndimage.minimum_filter(free, _CLEAR)
        # large areas more often, as they cost more, but not as often as they are large: most are the empty paper
        for name in torch.multinomial(torch.from_numpy(sizes).sqrt(), count, replacement=True).tolist():
            within = found[place] == name
            among = np.flatnonzero(within & clear)
            if not len(among):
                among = np.flatnonzero(within & free)
            centre = divmod(int(among[int(torch.randint(len(among), ()))]), free.shape[1])
            put_dab(dabs[place], pictures[place].cpu(), within & free, centre, int(torch.randint(*RADII, ())))
    return dabs.to(sketches.device)


def put_dab(dabs: Tensor, picture: Tensor, area: np.ndarray, centre: tuple[int, int], radius: float) -> None:
    """Adds to the dabs (4, H, W) one around centre (row, column) in the picture's colour: the median of what it covers
    of the area (H, W) bool, as a hand takes the surface's colour and not that of a speck."""
    down, right = np.ogrid[: area.shape[0], : area.shape[1]]
    disc = (down - centre[0]) ** 2 + (right - centre[1]) ** 2 <= radius**2
    of_area = torch.from_numpy(disc & area)
    disc = torch.from_numpy(disc)
    dabs[:3, disc] = picture[:, of_area].median(1).values[:, None]
    dabs[3, disc] = 1.0


def _areas(free: np.ndarray) -> np.ndarray:
    """(H, W) bool, true where there is no ink -> (H, W) int32, see `areas`."""
    from scipy import ndimage  # a quarter of a second to import, for those who dab

    height, width = free.shape
    half = free.reshape(height // 2, 2, width // 2, 2).all((1, 3))
    found, count = np.zeros(half.shape, np.int32), 0
    for ball in BALLS:
        named, more = ndimage.label(ndimage.minimum_filter(half & (found == 0), ball))
        named = np.where(named, named + count, 0).astype(np.int32)
        # the opposite of the first filter, so that an even ball comes back to where it was
        rolled = ndimage.maximum_filter(named, ball, origin=0 if ball % 2 else -1)
        found = _grown(np.where(found, found, rolled * half), half, ball // 2)  # into the corners
        count += more
    found = _joined(found)
    found = _grown(found.repeat(2, 0).repeat(2, 1), free, 3)
    rest, _ = ndimage.label(free & (found == 0))
    return _grown(np.where(rest, rest + count, found).astype(np.int32), None, REACH)


def _joined(names: np.ndarray) -> np.ndarray:
    """Names (H, W) -> the same, where what is a part of a larger area has that one's name: a corner or an arm meets the
    rest in an opening that is half as wide as itself or more, a gap in a line is narrow for what lies on either side.

    Each joins one area alone, or the few pixels within a gap would join both sides.
    """
    count = names.max() + 1
    sides = [(names[1:], names[:-1]), (names[:, 1:], names[:, :-1])]
    both = np.concatenate([np.stack([one.ravel(), other.ravel()]) for one, other in sides], 1)
    both = both[:, (both[0] != both[1]) & both.all(0)]
    if not both.size:
        return names
    low, high = np.sort(both, 0).astype(np.int64)
    pairs, openings = np.unique(low * count + high, return_counts=True)
    sizes = np.bincount(names.ravel(), minlength=count)
    whose, widest = np.arange(count), np.zeros(count)
    for one, other, opening in zip(*np.divmod(pairs, count), openings, strict=True):
        small, large = (one, other) if sizes[one] < sizes[other] else (other, one)
        if opening > WIDE * np.sqrt(sizes[small]) and opening > widest[small]:
            whose[small], widest[small] = large, opening
    for small in np.argsort(-sizes):  # the largest first, so that what it joins has its own name by then
        whose[small] = whose[whose[small]]
    return whose[names].astype(np.int32)


def _grown(names: np.ndarray, into: np.ndarray | None, pixels: int) -> np.ndarray:
    """Names (H, W) grow into the places (all, if None) that have none yet, a pixel at a time."""
    names = np.pad(names, 1)
    inner = names[1:-1, 1:-1]
    for _ in range(pixels):
        empty = inner == 0 if into is None else into & (inner == 0)
        if not empty.any():
            break
        around = np.maximum.reduce([names[:-2, 1:-1], names[2:, 1:-1], names[1:-1, :-2], names[1:-1, 2:]])
        inner[empty] = around[empty]
    return inner.copy()


def _nearest(area: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """Areas (H, W) and dabs (H, W) bool -> (H, W) int64: the pixel, counted row by row, of the nearest dab in the same
    area; -1 where there is none."""
    from scipy import ndimage  # a quarter of a second to import, for those who dab

    numbers = np.arange(area.size).reshape(area.shape)
    whence = np.where(mark, numbers, -1)  # a dab on the ink, or across it, is where it was put all the same
    boxes = ndimage.find_objects(area)
    for name in _meant(area, mark):
        box = boxes[name - 1]
        within = area[box] == name
        down, right = ndimage.distance_transform_edt(~(within & mark[box]), return_distances=False, return_indices=True)
        whence[box][within] = numbers[box][down, right][within]
    return whence


def _meant(area: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """The areas that dabs are meant for, not those into which one only reaches over a line: each has at least two
    fifths of the pixels that the dab has in any."""
    from scipy import ndimage  # a quarter of a second to import, for those who dab

    dabs, count = ndimage.label(mark)
    names = area.max() + 1
    both, pixels = np.unique(dabs[mark].astype(np.int64) * names + area[mark], return_counts=True)
    dab, name = np.divmod(both, names)
    most = np.zeros(count + 1, np.int64)
    np.maximum.at(most, dab, pixels)
    return np.unique(name[(pixels >= 0.4 * most[dab]) & (name > 0)])
