"""What the Maps tab asks: a checkpoint's maps once, its pictures once, and a growing drawing's place on each.

The encoders' maps are drawn from their own checkpoints: they are kept nowhere twice.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ui.language.words import sendable
from ui.serving import checked, infer
from ui.serving.images import png, sheet, to_base64
from ui.tabs.maps.offer import ENCODERS, MAPS

COLUMNS = 100  # of the sheet of pictures
UNIT = 20_000  # of a map's coordinates, so that 16 bits hold all that lies less than 1.6 times the map's half side away
FAR = 1.6
RUN, CLOSE = 500, 32_000  # points that the page lays out itself, and the largest number of their components


@dataclass(frozen=True)
class Frame:
    """What of a plane a map shows: nearly all of its points, the square [-1, 1] both ways."""

    middle: Tensor
    reach: Tensor

    def within(self, places: Tensor) -> Tensor:
        """Places (N, 2) of the plane on the map; what lies far out is nearer to its edge than it should be."""
        return ((places - self.middle) / self.reach).nan_to_num(0).clamp(-FAR, FAR)


def framed(places: Tensor) -> Frame:
    """Codes that nothing holds together reach far out: a map of all of them would show a heap in its middle."""
    low, high = (places.quantile(share, dim=0) for share in (0.02, 0.98))
    return Frame((low + high) / 2, ((high - low).max() * 0.57).clamp_min(1e-9))


def open_maps(data: dict) -> dict:
    """{"model"} -> {"data", "count", "labels": bytes, "maps": {name: places as 16 bits x, y, x, y ... of UNIT}, "unit",
    "columns": of the sheet that `pictures` gives, "run": {"count", "size", "codes"}: the first points' components}"""
    network = checked.network(data.get("model"), MAPS)
    return _opened(network)


def pictures(data: dict) -> dict:
    """{"model"} -> {"sheet": the maps' own pictures side by side}."""
    return _pictures(checked.network(data.get("model"), MAPS))


def place(data: dict) -> dict:
    """{"model", "pixels": 784 bytes as base64} -> {"places": {map: [x, y]}}, in the maps' own frames."""
    network = checked.network(data.get("model"), MAPS)
    return {"places": placed(network, checked.pixels(data.get("pixels")))}


def placed(network: nn.Module, image: Tensor) -> dict[str, list[float]]:
    """Where (1, 1, 28, 28) lies on each map."""
    image = image.to(checked.device(network))
    places = dict(zip(network.METHODS, network.place(image).unbind(1), strict=True))
    frames = {name: frame for name, (_, frame) in laid_out(network).items()}
    for name in frames.keys() - places.keys():  # those that were here when the maps were laid out
        places[name] = _encoded(infer.model(ENCODERS[network.card.data][name]), image)
    return {name: [round(x, 4) for x in frames[name].within(place)[0].tolist()] for name, place in places.items()}


def maps(network: nn.Module) -> dict[str, Tensor]:
    """The places (N, 2) of the network's own pictures on each map."""
    found = dict(zip(network.METHODS, network.places.unbind(0), strict=True))
    own = network.own_pictures()
    for name, encoder in _encoders(network).items():
        found[name] = torch.cat([_encoded(encoder, rows) for rows in own.split(500)])
    return found


def _encoders(network: nn.Module) -> dict[str, nn.Module]:
    """The encoders of the same data that are on this machine."""
    wanted = ENCODERS.get(network.card.data, {})
    there = infer.available(*wanted.values())
    return {name: infer.model(checkpoint) for name, checkpoint in wanted.items() if checkpoint in there}


def _encoded(encoder: nn.Module, images: Tensor) -> Tensor:
    code = encoder.encode(images.to(checked.device(encoder)))
    return code if isinstance(code, Tensor) else code.mean  # a VAE's is a cloud


@infer.once
def laid_out(network: nn.Module) -> dict[str, tuple[Tensor, Frame]]:
    """The maps and what is shown of them: computed at the first question, a second's work."""
    return {name: (places, framed(places)) for name, places in maps(network).items()}


@infer.once
def _opened(network: nn.Module) -> dict:
    codes = network.codes[:RUN]
    largest = codes.abs().max().clamp_min(1e-9)
    return {
        "data": sendable(network.card.data),
        "count": network.config.points,
        "unit": UNIT,
        "columns": COLUMNS,
        "labels": to_base64((network.labels % 10).to(torch.uint8)),
        "maps": {
            name: to_base64(frame.within(places).mul(UNIT).round().to(torch.int16))
            for name, (places, frame) in laid_out(network).items()
        },
        "run": {
            "count": len(codes),
            "size": codes.shape[1],
            "codes": to_base64(codes.nan_to_num(0).div(largest).mul(CLOSE).round().to(torch.int16)),
        },
    }


@infer.once
def _pictures(network: nn.Module) -> dict:
    return {"sheet": png(sheet(network.own_pictures(), COLUMNS))}
