"""Ink told from paper on a photograph of a drawing, whatever the light.

A page that lies in a room has a shade across it, grain, and is white nowhere. So every pixel is divided by the paper
around it (a morphological closing: the brightest nearby, drawn back to where it was), and what is ink is said by Otsu's
threshold (IEEE Trans. SMC 9, 1979), not by a fixed grey. It does not know what is drawn.
"""

import numpy as np
from PIL import Image

LEAST = 0.1  # of the paper's brightness: what is less dark than this is grain, or the shade of a crumpled page
COARSE = 64  # pixels a side at which the paper is looked at: what is averaged has no grain
STROKE = 0.25  # of the longer side: wider than any stroke, narrower than a shadow


def inked(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) brightness in [0, 1] -> the share of the paper's light that each pixel lacks, and that light.

    Both are (H, W) float32 in [0, 1].

    Where most is dark, as chalk on a blackboard leaves it, the light is the ink. What is wider than STROKE is paper in
    the shade, so an area that is filled keeps only its rim.
    """
    from scipy import ndimage  # a quarter of a second to import, for those who bring a picture

    grey = np.asarray(grey, dtype=np.float32)
    height, width = grey.shape
    scale = COARSE / max(height, width, COARSE)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    coarse = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
    most = np.median(coarse)
    if coarse.max() - most > most - coarse.min():
        grey, coarse = 1 - grey, 1 - coarse
    window = 1 + 2 * round(max(size) * STROKE / 2)
    coarse = np.pad(coarse, window, mode="edge")  # else corners, which lie in the shade, have the light of the middle
    coarse = ndimage.grey_closing(coarse, (window, window))
    coarse = ndimage.uniform_filter(coarse, window // 2)[window:-window, window:-window]  # takes the squares away
    paper = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR))
    return ((paper - grey) / paper.clip(LEAST, None)).clip(0, 1), paper


def threshold(ink: np.ndarray) -> float:
    """Otsu's: the value that parts `ink` into the two classes whose means are farthest apart for their sizes.

    It lies in [LEAST, 1]. Grain is left out beforehand: a page is mostly paper, and of two classes so unequal the large
    one would be cut in two. So a faint ruled line and a pen's stroke are told apart, too.
    """
    values = ink[ink > LEAST]
    if not len(values):
        return 1.0
    counts, edges = np.histogram(values, 128, (LEAST, 1))
    middles = (edges[1:] + edges[:-1]) / 2
    below, above = counts.cumsum()[:-1], counts[::-1].cumsum()[::-1][1:]
    total = (counts * middles).cumsum()
    between = below * above * (total[:-1] / below.clip(1) - (total[-1] - total[:-1]) / above.clip(1)) ** 2
    best = np.flatnonzero(between == between.max())  # a gap between the classes is one plateau
    return float(edges[1:-1][best].mean()) if between.max() > 0 else LEAST
