"""One face under attributes between 0 and 1, without the page: an endpoint, which the panel calls, too.

from gradio_client import Client
Client("http://127.0.0.1:7860").predict("cgan-celeba", [0, 0.5], 7, api_name="/sample_attributes")
"""

import torch
from torch import Tensor, nn

from genmodels.blocks.condition import attributes_of
from genmodels.data import SOURCES
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import jpeg, sheet
from ui.serving.latents import truncated_normal
from ui.tabs.classes.offer import ATTRIBUTES

MOST_STEPS = 33


def sample_attributes(
    model: str, attributes: list[float] | None = None, seed: int = 0, truncation: float = 3.0, steps: int = 9
) -> dict:
    """The picture of one z under these attributes, each from 0 to 1, and a strip along each of them.

    attributes: left out, all are 0.5.  steps: pictures in a strip, whose attribute goes from 0 to 1 while the others
    stay as asked for.  truncation: z is drawn from a normal distribution cut off at so many standard deviations.
    Returns {"picture": data URL, "strips": data URL with a row for each attribute, "size": pixels a side, "steps",
    "names": of the attributes, "said": how likely the judge finds each of them in the picture; without a judge on this
    machine None}.
    """
    network = checked.network(model, ATTRIBUTES)
    count = network.config.classes
    values = _values(attributes, count).to(checked.device(network))
    seed = checked.whole("seed", seed, 0, 2**32 - 1)
    truncation = checked.number("truncation", truncation, 0, checked.FARTHEST)
    steps = checked.whole("steps", steps, 2, MOST_STEPS)
    asked = torch.cat([values[None], along(values, steps)])
    z = truncated_normal(1, network.config.latents, seed, truncation).to(values.device)
    images = network.generate(z.expand(len(asked), -1), asked)
    return {
        "picture": jpeg(images[0], 95),
        "strips": jpeg(sheet(images[1:], steps), 95),
        "size": network.config.size,
        "steps": steps,
        "names": _names(network),
        "said": _said(network, images[:1]),
    }


def along(values: Tensor, steps: int) -> Tensor:
    """(K,) -> (K * steps, K): for each attribute in turn so many rows, in which it alone goes from 0 to 1."""
    rows = values.repeat(len(values), steps, 1)
    for place in range(len(values)):
        rows[place, :, place] = torch.linspace(0, 1, steps)
    return rows.flatten(0, 1)


def _values(attributes: object, count: int) -> Tensor:
    if attributes is None:
        return torch.full((count,), 0.5)
    if not isinstance(attributes, list | tuple) or len(attributes) != count:
        raise Complaint("error.attributes", count=count)
    return torch.tensor([checked.number("attributes", value, 0, 1) for value in attributes])


def _names(network: nn.Module) -> list[str]:
    source = SOURCES.get(network.card.data)
    known = source.labels if source else ()
    count = network.config.classes
    return list(known) if len(known) == count else [str(number + 1) for number in range(count)]


def _said(network: nn.Module, image: Tensor) -> list[float] | None:
    """The judge's probability of each attribute: that of all combinations that have it."""
    source = SOURCES.get(network.card.data)
    judge = source.judge if source else ""
    if not judge or not infer.available(judge):
        return None
    found = infer.model(judge)
    if (found.picture, found.config.classes) != (network.picture, network.config.classes):
        return None
    chances = found(image).softmax(1)[0]
    has = attributes_of(torch.arange(len(chances), device=chances.device), found.config.classes)
    return [round(chance, 3) for chance in (chances @ has).tolist()]
