"""The gallery: for each thing one can do here a moving picture by the models themselves, and the way to its tab."""

from collections.abc import Callable, Sequence
from functools import cache

import gradio as gr

from ui.parts.cards.card import Card
from ui.parts.page import served
from ui.parts.page.panel import panel
from ui.serving import infer
from ui.serving.images import png
from ui.tabs.home import mosaics


def gallery(cards: Sequence[Card]) -> gr.HTML:
    """The panel, with a card for each thing whose models are on this machine."""
    return panel(
        "tabs/home/home", painter(cards), elem_id="gallery", cards=[_offer(card) for card in cards if _shown(card)]
    )


def _shown(card: Card) -> bool:
    """Whether a model of it is on this machine, if it needs one."""
    return not card.models or bool(infer.available(*card.models))


def _offer(card: Card) -> dict:
    """What the page is told of a card; without a `sheet` it asks the painter."""
    offer = {"tab": card.tab, "seconds": card.seconds}
    if (kept := mosaics.kept(card)) is None:
        return offer
    return offer | {
        "sheet": served.address(mosaics.place(card)).lstrip("/"),
        "frames": kept["frames"],
        "made": kept["made"],
    }


def painter(cards: Sequence[Card]) -> Callable[[dict], dict]:
    """The server function that paints those cards of which no file is true, once for everybody."""

    @cache
    def painted() -> dict:
        asked = [card for card in cards if _shown(card) and mosaics.kept(card) is None]
        for card in asked:  # before the first is painted: what waits for a model begins anew
            for name in infer.available(*card.models):
                infer.model(name)
        made = {card.tab: mosaics.painted(card) for card in asked}
        return {
            "cards": {
                tab: {"sheet": png(mosaic.image), "frames": mosaic.frames, "made": mosaic.made}
                for tab, mosaic in made.items()
            }
        }

    def pictures(data: dict) -> dict:
        """Each card's frames, mosaics one below the other in one sheet."""
        return painted()

    return pictures
