"""The Energy tab on Home: balls that roll into a spiral, down the energy of 48 centroids."""

import torch
from torch import Tensor

from genmodels.blocks.energies import EnergiesConfig, KMeans
from genmodels.blocks.plane import RAMP
from genmodels.data.plane import EDGE, points
from ui.parts.cards.card import Card

WIDE, HIGH = 200, 160
FRAMES, STEPS, HEIGHT, BALLS = 24, 5, 0.2, 60  # frames, steps of a ball from one to the next, what counts as steep


def rolling(names: list[str]) -> Tensor:
    """(FRAMES, 1, 3, HIGH, WIDE)."""
    tile = KMeans(EnergiesConfig())
    tile.begin_at(points("spiral", len(tile.centres)))
    across, down = torch.linspace(-EDGE * WIDE / HIGH, EDGE * WIDE / HIGH, WIDE), torch.linspace(EDGE, -EDGE, HIGH)
    plane = torch.stack(torch.meshgrid(across, down, indexing="xy"), 2)
    distances = tile.energy(plane.view(-1, 2)).detach().sqrt().view(HIGH, WIDE)
    heights = (distances * (len(RAMP) - 1)).clamp(0, len(RAMP) - 1.001)
    ramp = torch.tensor(RAMP, dtype=torch.float32)
    low, share = heights.long(), heights.frac()[..., None]
    landscape = torch.lerp(ramp[low], ramp[low + 1], share)
    chance = torch.Generator().manual_seed(0)
    balls = (2 * torch.rand(BALLS, 2, generator=chance) - 1) * 0.95 * EDGE * torch.tensor([WIDE / HIGH, 1.0])
    frames = []
    for _ in range(FRAMES):
        canvas = landscape.clone()
        for x, y in balls.tolist():
            column, row = int((x * HIGH / WIDE / EDGE + 1) / 2 * WIDE), int((1 - y / EDGE) / 2 * HIGH)
            canvas[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = 255
        frames.append(canvas)
        balls = tile.descend(balls, HEIGHT, STEPS).detach()
    return torch.stack(frames).permute(0, 3, 1, 2)[:, None] / 255


CARD = Card("energy", (), rolling, columns=1, given=FRAMES, seconds=0.16)
