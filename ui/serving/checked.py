"""What a request says, checked: each function returns what a model can take, or raises a Complaint that says why not.

Requests come from our panels and from anybody's program, so nothing here trusts a type.
"""

import base64
import binascii
import re

import torch
from torch import Tensor, nn

from genmodels.cards import is_number
from ui.language.words import Complaint
from ui.serving import infer, pictures
from ui.serving.offers import Offer

# a repository on the Hub at a commit: what it means never changes. Plain letters, so that it names nothing else.
PINNED = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}@[0-9a-f]{40}", re.ASCII)
SIDE = 28  # pixels of a drawing
FARTHEST = 10.0  # standard deviations: no picture lies farther out, and a huge number would overflow


def network(name: object, offer: Offer) -> nn.Module:
    """A model that the tab shows: one of its own names, or "owner/repo@commit" that is on this machine already."""
    if name in offer.names and infer.available(name):
        return infer.model(name)
    if not isinstance(name, str) or not PINNED.fullmatch(name):
        raise Complaint("error.no_model", name=_short(name), there=", ".join(infer.available(*offer)) or "-")
    found = infer.model(name)
    if not offer.shows(found.card):
        raise Complaint("error.other_model", name=_short(name))
    return found


def number(what: str, value: object, low: float, high: float) -> float:
    """A finite number in [low, high]."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        reason = "no_number" if value == "" else "number"
        raise Complaint(f"error.{reason}", what=what, low=f"{low:,.10g}", high=f"{high:,.10g}", value=_short(value))
    return float(value)


def whole(what: str, value: object, low: int, high: int) -> int:
    """A whole number in [low, high]."""
    if number(what, value, low, high) % 1:
        raise Complaint("error.whole", what=what, low=low, high=high, value=_short(value))
    return int(value)


def flag(what: str, value: object) -> bool:
    """True or false; nothing said is false."""
    if value is not None and not isinstance(value, bool):
        raise Complaint("error.flag", what=what, value=_short(value))
    return bool(value)


def word(what: str, value: object, choices: tuple[str, ...]) -> str:
    """One of these words."""
    if not isinstance(value, str) or value not in choices:
        raise Complaint("error.word", what=what, choices=", ".join(choices), value=_short(value))
    return value


def switches(what: str, values: object, count: int) -> list[bool] | None:
    """So many of true or false; nothing said is None."""
    if values is None:
        return None
    if not isinstance(values, list | tuple) or len(values) != count or not all(isinstance(v, bool) for v in values):
        raise Complaint("error.switches", what=what, count=count, value=_short(values))
    return list(values)


def latent(model: nn.Module, values: object) -> Tensor:
    """A point of the model's latent space, (1, L)."""
    expected = model.config.latents
    if not isinstance(values, list | tuple) or len(values) != expected:
        got = len(values) if isinstance(values, list | tuple) else _short(values)
        raise Complaint("error.latent_length", expected=expected, got=got)
    for index, value in enumerate(values):
        if not is_number(value):
            raise Complaint("error.latent_number", index=index, value=_short(value))
        if abs(value) > FARTHEST:
            raise Complaint("error.latent_far", index=index, value=_short(value), limit=f"{FARTHEST:g}")
    return torch.tensor([values], dtype=torch.float32, device=device(model))


def label(model: nn.Module, value: object) -> tuple[Tensor, ...]:
    """What a model's methods take beside pictures or latents: a one-hot (1, K), or nothing if it knows no classes.

    Use it as `model.decode(latents, *label(model, value))`.
    """
    count = getattr(model.config, "classes", 0)
    if not count:
        if value is not None:
            raise Complaint("error.label_unwanted", model=model.card.name)
        return ()
    if value is None:
        raise Complaint("error.label_missing", model=model.card.name, last=count - 1)
    return (classes(model, [value]),)


def classes(model: nn.Module, values: object) -> Tensor:
    """Classes of a conditional model as one-hot rows, (len(values), K)."""
    count = model.config.classes
    if not isinstance(values, list | tuple) or not values:
        raise Complaint("error.no_class")
    if len(values) > count:
        raise Complaint("error.many_classes", count=count)
    for value in values:
        if isinstance(value, bool) or value not in range(count):
            raise Complaint("error.class", value=_short(value), last=count - 1)
    return torch.eye(count, device=device(model))[[int(value) for value in values]]


def pixels(value: object, *, blank: bool = False) -> Tensor:
    """A drawing as the page's pad sends it, 784 bytes as base64: (1, 1, 28, 28) in [0, 1].

    blank: whether one that is all black will do.
    """
    try:
        found = base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Complaint("error.bad_drawing") from error
    if len(found) != SIDE * SIDE:
        raise Complaint("error.bad_drawing")
    if not blank and not any(found):
        raise Complaint("error.empty_drawing")
    return torch.frombuffer(bytearray(found), dtype=torch.uint8).view(1, 1, SIDE, SIDE) / 255


def drawing(model: nn.Module, picture: object) -> Tensor:
    """A drawing, as a data URL, the way the data that the model was trained on would hold it: (1, 1, 28, 28)."""
    as_trained = pictures.to_article if model.card.data == "fashion" else pictures.to_digit
    return as_trained(pictures.from_data_url(picture)).to(device(model))


def device(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def _short(value: object) -> str:
    """The value for a sentence, however long it is."""
    words = value if isinstance(value, str) else repr(value)
    return words if len(words) <= 40 else words[:37] + "..."
