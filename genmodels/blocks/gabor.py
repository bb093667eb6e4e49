"""Gabor functions, a wave under a bell: what simple cells of the visual cortex respond to, and how atoms are read.

Paper: Jones and Palmer, "An Evaluation of the Two-Dimensional Gabor Filter Model of Simple Receptive Fields in Cat
Striate Cortex", J. Neurophysiology 58 (1987).
"""

import math

import torch
from torch import Tensor

STARTS = 12  # guesses for each picture: as many orientations
STEPS = 250
RATE = 0.05


def gabor(where: Tensor, bell: Tensor, angle: Tensor, frequency: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The even and the odd wave, (N, size, size) each.

    where: (N, 2) middle, x and y from -1 to 1.  bell: (N, 2) standard deviations along and across the waves.
    angle: (N,) radians in which the wave runs.  frequency: (N,) radians for each unit.
    """
    line = torch.linspace(-1, 1, size)
    x = line.view(1, 1, size) - where[:, 0].view(-1, 1, 1)
    y = line.view(1, size, 1) - where[:, 1].view(-1, 1, 1)
    cosine, sine = angle.cos().view(-1, 1, 1), angle.sin().view(-1, 1, 1)
    along, across = cosine * x + sine * y, cosine * y - sine * x
    hull = torch.exp(-(along / bell[:, :1, None]).square() / 2 - (across / bell[:, 1:, None]).square() / 2)
    phase = frequency.view(-1, 1, 1) * along
    return hull * phase.cos(), hull * phase.sin()


def explained(pictures: Tensor) -> Tensor:
    """The share of each picture's variance that the best Gabor function explains, (N, size, size) -> (N,).

    Phase and height are solved for; the other numbers are searched by Adam from several guesses.
    """
    size, count = pictures.shape[-1], len(pictures)
    with torch.inference_mode(False), torch.enable_grad():
        targets = pictures.clone().flatten(1).repeat_interleave(STARTS, 0)
        numbers = [part.requires_grad_(True) for part in _guesses(pictures.clone())]
        optimizer = torch.optim.Adam(numbers, RATE)
        for _ in range(STEPS):
            loss = 1 - _fit(numbers, targets, size)
            optimizer.zero_grad()
            loss.sum().backward()
            optimizer.step()
    with torch.no_grad():
        return _fit(numbers, targets, size).view(count, STARTS).amax(1)


def _guesses(pictures: Tensor) -> list[Tensor]:
    """Where the picture is strong, half as wide as it, in STARTS directions, each with the frequency that fits best."""
    count, size, _ = pictures.shape
    strong = pictures.square().flatten(1)
    strong = strong / strong.sum(1, keepdim=True).clamp_min(1e-12)
    line = torch.linspace(-1, 1, size)
    x, y = line.repeat(size), line.repeat_interleave(size)
    middle = torch.stack([strong @ x, strong @ y], 1).repeat_interleave(STARTS, 0)
    angle = (torch.arange(STARTS) * (math.pi / STARTS)).repeat(count)
    bell = torch.full((count * STARTS, 2), math.log(0.4))
    targets = pictures.flatten(1).repeat_interleave(STARTS, 0)
    frequencies = torch.linspace(1.5, 0.8 * math.pi * size / 2, 8)
    fits = torch.stack([_fit([middle, bell, angle, f.repeat(len(angle))], targets, size) for f in frequencies])
    return [middle, bell, angle, frequencies[fits.argmax(0)]]


def _fit(numbers: list[Tensor], targets: Tensor, size: int) -> Tensor:
    """R^2 of each row's Gabor function at its best height and phase, (M,)."""
    where, bell, angle, frequency = numbers
    even, odd = (wave.flatten(1) for wave in gabor(where, bell.clamp(-2.5, 1.0).exp(), angle, frequency, size))
    ee, oo, eo = (even * even).sum(1) + 1e-6, (odd * odd).sum(1) + 1e-6, (even * odd).sum(1)
    te, to = (targets * even).sum(1), (targets * odd).sum(1)
    together = (te.square() * oo - 2 * te * to * eo + to.square() * ee) / (ee * oo - eo.square()).clamp_min(1e-9)
    return together / targets.square().sum(1).clamp_min(1e-12)
