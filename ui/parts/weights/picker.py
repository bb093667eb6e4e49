"""The checkpoint picker: which weights a tab shows and why, and which others there are.

A tab has it by `panel(..., picker(OFFER))`, `<div class="weights"></div>` in its template and, in its script, the words
"weights", the style "parts/weights/weights" and `createWeights(panel, element.querySelector(".weights"), open)`.
"""

from collections.abc import Callable

from torch import nn

from genmodels import catalog, checkpoints, hub, hub_cache, hub_listing
from genmodels.cards import Card, is_number
from genmodels.data import SOURCES
from ui.language.words import Complaint, chosen, sendable, told
from ui.parts.weights.downloads import Job, downloads
from ui.serving import checked, functions, infer
from ui.serving.offers import Offer
from ui.serving.seldom import Seldom
from ui.serving.shelf import size

EXACT = 2**53 - 1  # whole numbers up to here are exact in a page's script
LONGEST = 300  # letters of any one thing that a card says; strangers write cards
AGAIN = 10.0  # seconds; loading a model anew costs the processor a second and the Hub a request, whoever asks for it
MOST_SCORES = 12  # of pix2pix its own, which stand before those of its yardsticks

_renewed = Seldom(AGAIN)


def picker(offer: Offer) -> Callable[[dict], dict]:
    """The panel's function `server.weights({do: what, ...})` for what this tab can show."""
    actions = {
        "list": lambda data: {"bundled": _bundled(offer), "cached": _cached(offer)},
        "search": lambda data: {"hub": _search(offer, data.get("text"))},
        "show": lambda data: _facts(checked.network(data.get("name"), offer), data),
        "again": lambda data: _facts(_again(offer, data.get("name")), data),
        "choose": lambda data: _state(downloads().start(data.get("name"), offer)),
        "progress": lambda data: _state(downloads().look(data.get("name"), offer)),
    }
    downloads()  # now, before anybody asks: it looks at what lies there since the last start

    @functions.errand
    def weights(data: dict) -> dict:
        action = actions.get(data.get("do")) if isinstance(data.get("do"), str) else None
        if action is None:
            raise Complaint("weights.weights_no_action", value=str(data.get("do"))[:40])
        return action(data)

    return weights


def _state(job: Job) -> dict:
    """{"name": where it is now} of one that is there, else {"so_far", "total"} in bytes; a failed one is an error."""
    if job.name:
        return {"name": job.name}
    if job.error:
        raise job.error
    return {"begun": job.begun, "so_far": job.so_far, "total": job.total}


def _again(offer: Offer, name: object) -> nn.Module:
    """Tries once more to have the weights that a name of the catalog should have, unless somebody has just tried."""
    if name not in infer.available(*offer):
        raise Complaint("error.no_model", name=str(name)[:40], there=", ".join(infer.available(*offer)))

    def renew() -> None:
        hub.ask_anew()
        infer.shelf().renew(name)

    _renewed.do(name, renew)
    return infer.model(name)


def _bundled(offer: Offer) -> list[dict]:
    cards = [(name, checkpoints.read_card(checkpoints.BUNDLED / name)) for name in infer.available(*offer)]
    return [_entry(name, name, card) for name, card in cards]


def _cached(offer: Offer) -> list[dict]:
    """What visitors have chosen before, and what the operator has fetched."""
    found = {
        each.repository: each for cache in (infer.visitors_cache(), hub_cache.own()) for each in hub_cache.newest(cache)
    }
    return [
        _entry(name, name.partition("@")[0], each.card)
        for name, each in sorted(found.items())
        if checked.PINNED.fullmatch(name) and offer.shows(each.card)
    ]


def _search(offer: Offer, text: object) -> list[dict]:
    """What the Hub has, less those that say to be of a family which this tab cannot show."""
    found = hub_listing.search(text.strip()[:64] if isinstance(text, str) else "")
    others = set(catalog.FAMILIES) - set(offer.families)
    return [{"name": each.repo_id, "label": each.repo_id} for each in found if not others & set(each.tags)]


def _entry(name: str, label: str, card: Card) -> dict:
    total = sum(facts["size"] for facts in card.files.values())
    return {"name": name, "label": label, "data": _shown(card.data), "title": _title(card), "bytes": total}


def _facts(network: nn.Module, data: dict) -> dict:
    """What is known of a loaded model, for people, in the language of the request."""
    card = network.card
    return {
        "called": _shown(network.repository or card.name),
        "source": network.source,
        "reason": told(network.trouble, chosen(data.get("language"), "en")) if network.trouble else "",
        "family": card.family,
        "family_title": catalog.family(card.family).title,
        "data": _shown(card.data),
        "title": _title(card),
        "bytes": size(network),
        "steps": _counted(card.steps),
        "seed": _counted(card.seed),
        "scores": _scores(card),
        **{name: _shown(getattr(card, name)) for name in ("licence", "credit", "command", "hardware")},
    }


def _title(card: Card) -> str:
    return SOURCES[card.data].title if card.data in SOURCES else _shown(card.data)


def _shown(said: str) -> str:
    return sendable(said[:LONGEST])


def _counted(count: int) -> int:
    """The count, or the nearest that a page counts exactly."""
    return max(-EXACT, min(count, EXACT))


def _scores(card: Card) -> list[list[str]]:
    """Those that are one number: [[name, value], ...]."""
    numbers = {sendable(name[:40]): value for name, value in card.scores.items() if is_number(value)}
    return [
        [name, f"{value:,}" if isinstance(value, int) and abs(value) <= EXACT else f"{value:.4g}"]
        for name, value in list(numbers.items())[:MOST_SCORES]
    ]


def numeric(scores: dict, name: str) -> float | None:
    """A score if it is a number."""
    value = scores.get(name)
    return float(value) if is_number(value) else None
