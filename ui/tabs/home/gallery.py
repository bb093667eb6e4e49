"""The gallery: for each thing one can do here a moving picture by the models themselves, and the way to its tab."""

from collections.abc import Callable, Sequence
from functools import cache

import gradio as gr

from ui.parts.cards.card import Card
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.serving.images import png, sheet


def gallery(cards: Sequence[Card]) -> gr.HTML:
    """The panel, with a card for each thing whose models are on this machine."""
    offered = [{"tab": card.tab, "seconds": card.seconds} for card in cards if _shown(card)]
    return panel("tabs/home/home", painter(cards), elem_id="gallery", cards=offered)


def _shown(card: Card) -> bool:
    """Whether a model of it is on this machine, if it needs one."""
    return not card.models or bool(infer.available(*card.models))


def painter(cards: Sequence[Card]) -> Callable[[dict], dict]:
    """The server function that paints these cards, once for everybody."""

    @cache
    def painted() -> dict:
        offers = [(card, infer.available(*card.models)) for card in cards if _shown(card)]
        for _, there in offers:  # before the first is painted: what waits for a model begins anew
            for name in there:
                infer.model(name)
        sheets, frames, count = {}, {}, 0
        for card, there in offers:
            tiles = card.paint(there)
            sheets[card.tab] = png(sheet(tiles.flatten(0, 1), card.columns))
            frames[card.tab] = len(tiles)
            count += (len(tiles) - card.given) * tiles.shape[1]
        return {"sheets": sheets, "frames": frames, "count": count}

    def pictures(data: dict) -> dict:
        """Every card's frames, each a mosaic, one below the other in one sheet."""
        return painted()

    return pictures
