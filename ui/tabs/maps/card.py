"""The Maps tab on Home: the same dots on one map after the other."""

import torch
from torch import Tensor

from genmodels.shown import COLOURS
from ui.parts.cards.card import Card
from ui.serving import infer
from ui.tabs.maps.asks import framed

WIDE, HIGH = 200, 160
DOTS, STEPS, REST = 1500, 5, 3  # dots that are shown, frames from one map to the next, and frames that it rests there
PAPER = (15, 23, 42)
FRAMES = 5 * (REST + STEPS - 1)


def from_map_to_map(names: list[str]) -> Tensor:
    """(frames, 1, 3, HIGH, WIDE): the first model's maps in turn, each point on its way from one to the next."""
    network = infer.model(names[0])
    maps = [framed(places).within(places)[:DOTS].cpu() for places in network.places]
    inks = torch.tensor([list(bytes.fromhex(colour[1:])) for colour in COLOURS])[
        network.labels[:DOTS].long().cpu() % 10
    ]
    frames = []
    for start, end in zip(maps, maps[1:] + maps[:1], strict=True):
        shares = [0.0] * REST + [step / STEPS for step in range(1, STEPS)]
        frames += [_drawn(start.lerp(end, share * share * (3 - 2 * share)), inks) for share in shares]
    return torch.stack(frames)[:, None] / 255


def _drawn(places: Tensor, inks: Tensor) -> Tensor:
    """(3, HIGH, WIDE) of 0 to 255: dots of two pixels."""
    canvas = torch.tensor(PAPER).repeat(HIGH, WIDE, 1)
    across = (WIDE / 2 + places[:, 0].clamp(-1.2, 1.2) * (HIGH / 2 - 10)).long().clamp(1, WIDE - 2)
    down = (HIGH / 2 - places[:, 1].clamp(-1.0, 1.0) * (HIGH / 2 - 6)).long().clamp(1, HIGH - 2)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        canvas[down + y, across + x] = inks
    return canvas.permute(2, 0, 1)


CARD = Card("maps", ("maps-mnist",), from_map_to_map, columns=1, given=FRAMES, seconds=0.16)
