"""Small squares of photographs, whitened: what a simple cell of the visual cortex is shown.

Photographs that scikit-image and scikit-learn bring with them, so that nothing is downloaded. Whitened as in Olshausen
and Field, "Sparse Coding with an Overcomplete Basis Set: A Strategy Employed by V1?", Vision Research 37 (1997): of a
natural photograph low frequencies are strong and high ones weak, and a filter that rises with the frequency makes them
alike, up to the highest, which hold little but noise.

A patch has mean 0 and standard deviation 1. As a picture, 0 is mid-grey and +-LIMIT is white and black.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from genmodels.data.source import ImageSet

PHOTOGRAPHS = ("camera", "astronaut", "chelsea", "coffee", "rocket", "china", "flower")
COUNTS = {"train": 60_000, "test": 5_000}
HELD_OUT = 0.2  # the right part of every photograph is for the test half alone
CUTOFF = 0.4  # cycles for each pixel, beyond which the filter falls: 0.8 of the highest frequency
FLAT = 0.3  # standard deviation, of the photograph's 1, below which a patch shows nothing
LIMIT = 5.0  # standard deviations that a picture can show


def reader(size: int) -> Callable[[Path, str], ImageSet]:
    """What reads patches of so many pixels a side as a data set; it needs no folder."""

    def read(root: Path, split: str) -> ImageSet:
        return ImageSet(f"patches-{size}", _to_bytes(patches(size, split)))

    return read


@cache
def patches(size: int, split: str) -> Tensor:
    """(N, 1, size, size) float32 patches of that half, mean 0 and standard deviation 1 each, the same at every call."""
    chance = np.random.default_rng(int(split == "test"))
    halves = [_half(whitened(photograph(name)), split) for name in PHOTOGRAPHS]
    pixels = np.array([half.size for half in halves])
    found: list[np.ndarray] = []
    for half, share in zip(halves, pixels / pixels.sum(), strict=True):
        windows = np.lib.stride_tricks.sliding_window_view(half, (size, size))
        wanted = round(2.5 * share * COUNTS[split])  # half of them are flat, and left out
        rows, columns = (chance.integers(length, size=wanted) for length in windows.shape[:2])
        found.append(windows[rows, columns])
    rows = np.concatenate(found).reshape(-1, size * size)
    rows = rows - rows.mean(1, keepdims=True)
    spread = rows.std(1, keepdims=True)
    rows = (rows / np.maximum(spread, FLAT))[spread[:, 0] > FLAT]
    rows = rows[chance.permutation(len(rows))[: COUNTS[split]]]
    return torch.from_numpy(rows.astype(np.float32)).view(-1, 1, size, size)


def photograph(name: str) -> np.ndarray:
    """(H, W) float64 in [0, 1], one of PHOTOGRAPHS in grey."""
    if name in ("china", "flower"):
        from sklearn.datasets import load_sample_image

        pixels = load_sample_image(f"{name}.jpg")
    else:
        from skimage import data

        pixels = getattr(data, name)()
    pixels = pixels / 255.0
    return pixels if pixels.ndim == 2 else pixels[..., :3] @ np.array([0.299, 0.587, 0.114])


def whitened(pixels: np.ndarray) -> np.ndarray:
    """(H, W) -> (H, W) with mean 0 and standard deviation 1, all frequencies about as strong up to CUTOFF."""
    frequency = np.hypot(*np.meshgrid(*(np.fft.fftfreq(length) for length in pixels.shape), indexing="ij"))
    spectrum = np.fft.fft2(pixels) * frequency * np.exp(-((frequency / CUTOFF) ** 4))
    flat = np.fft.ifft2(spectrum).real
    return (flat - flat.mean()) / max(flat.std(), 1e-12)


def to_pictures(signals: Tensor) -> Tensor:
    """Patches (N, C, H, W) -> pictures in [0, 1]."""
    return (0.5 + signals / (2 * LIMIT)).clamp(0, 1)


def to_signals(pictures: Tensor) -> Tensor:
    """The way back, but for what is beyond LIMIT; (N, C, H, W) in [0, 1] -> mean 0 and standard deviation 1 each.

    A picture of one grey stays 0 everywhere.
    """
    signals = (pictures - 0.5) * (2 * LIMIT)
    signals = signals - signals.mean((1, 2, 3), keepdim=True)
    spread = signals.square().mean((1, 2, 3), keepdim=True).sqrt()
    return signals / spread.clamp_min(FLAT)


def _half(pixels: np.ndarray, split: str) -> np.ndarray:
    """No patch of one half holds a pixel of the other."""
    border = round(pixels.shape[1] * (1 - HELD_OUT))
    return pixels[:, border:] if split == "test" else pixels[:, :border]


def _to_bytes(signals: Tensor) -> Tensor:
    return to_pictures(signals).mul(255).round().to(torch.uint8)
