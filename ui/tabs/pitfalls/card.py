"""The Pitfalls tab on Home: Dirac-GANs whose steps lead around the goal and away from it."""

import torch
from torch import Tensor

from ui.parts.cards.card import Card

WIDE, HIGH = 200, 160
FRAMES, STEPS, STEP = 24, 6, 0.1  # frames, steps of training from one to the next, and their size
PAPER, INK, GOAL = (15, 23, 42), (251, 146, 60), (74, 222, 128)
REACH = 4.2  # of the plane, from the middle to the nearer edge


def spirals(names: list[str]) -> Tensor:
    """(FRAMES, 1, 3, HIGH, WIDE): three players from three starts, by simultaneous steps of WGAN's loss."""
    places = torch.tensor([[0.5, 0.0], [-0.6, 0.9], [0.0, -1.7]])
    turn = torch.tensor([[1.0, STEP], [-STEP, 1.0]])
    canvas = torch.tensor(PAPER, dtype=torch.float32).repeat(HIGH, WIDE, 1)
    _dot(canvas, torch.zeros(2), GOAL, 3)
    frames = []
    for _ in range(FRAMES):
        for _ in range(STEPS):
            places = places @ turn.T
            for place in places:
                _dot(canvas, place, INK, 1)
        frames.append(canvas.clone())
    return torch.stack(frames).permute(0, 3, 1, 2)[:, None] / 255


def _dot(canvas: Tensor, place: Tensor, ink: tuple[int, int, int], radius: int) -> None:
    across, down = (
        (place * torch.tensor([1, -1]) * HIGH / 2 / REACH + torch.tensor([WIDE / 2, HIGH / 2])).int().tolist()
    )
    if 0 <= across < WIDE and 0 <= down < HIGH:
        rows, columns = (slice(max(0, at - radius), at + radius + 1) for at in (down, across))
        canvas[rows, columns] = torch.tensor(ink, dtype=canvas.dtype)


CARD = Card("pitfalls", (), spirals, columns=1, given=FRAMES, seconds=0.16)
