"""What the Parts tab asks: once for the units and what they are, then for the codes of what is drawn.

Units are told in the order of the page: those whose encoder and decoder agree most come first.
"""

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.blocks.sparse import columns
from genmodels.shown import signed
from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import jpeg, packed, sheet, to_base64
from ui.tabs.parts.offer import RECURRENT

CATEGORICAL = 0.45  # a cosine of encoder and decoder below which a unit is no part
FRIENDS = 5
MOST = 1000  # units that a page can show


def open_units(data: dict) -> dict:
    """{"model"} -> what the page shows of all units, in its order.

    {"columns", "drawn", "seen": sheets of what each unit draws and looks for, "agreement": numbers,
    "categorical": whether each is no part, "votes": the class that each speaks for,
    "friends", "rivals": those that each switches on and off most,
    "errors": the share of the test digits that is read wrongly after each iteration, "digits": one of each class}.
    """
    return _units(checked.network(data.get("model"), RECURRENT))


@infer.once
def _units(model: nn.Module) -> dict:
    if model.picture != (1, 28, 28) or model.config.units > MOST:
        raise Complaint("parts.not_this", most=MOST)
    order = _order(model)
    agreement, drawn, seen = model.agreement()[order], model.draw.T[order], model.see[order]
    lateral = model.explain[order][:, order].clone()
    lateral.fill_diagonal_(0)
    across, kept = columns(len(order)), checkpoints.evaluation_of(model)
    errors, codes = kept.get("error_by_iteration"), kept.get("class_codes")
    most = min(FRIENDS, len(order) - 1)
    return {
        "columns": across,
        "drawn": jpeg(sheet(_greys(drawn), across)),
        "seen": jpeg(sheet(_greys(seen), across)),
        "agreement": [round(value, 3) for value in agreement.tolist()],
        "categorical": (agreement < CATEGORICAL).tolist(),
        "votes": model.classifier.weight[:, order].argmax(0).tolist(),
        "friends": lateral.topk(most).indices.tolist(),
        "rivals": (-lateral).topk(most).indices.tolist(),
        "errors": [] if errors is None else [round(value, 5) for value in errors.tolist()],
        "digits": "" if codes is None else packed(model.drawn(codes.to(checked.device(model)).float())),
    }


def think(data: dict) -> dict:
    """{"model", "picture"} -> for each iteration {"codes": 16-bit floats (T, units), "probabilities": (T, classes),
    "rebuilt": pictures, "largest": the largest number in a code}."""
    model = checked.network(data.get("model"), RECURRENT)
    return thought(model, checked.pixels(data.get("picture")).to(checked.device(model)))


def thought(model: nn.Module, picture: Tensor) -> dict:
    path = torch.cat(model.path(model.rows(picture)))  # (T, units)
    return {
        "codes": to_base64(path[:, _order(model)].half()),
        "largest": path.max().item(),
        "probabilities": model.classify(path).softmax(1).mul(1e4).round().div(1e4).tolist(),
        "rebuilt": packed(model.drawn(path)),
    }


@infer.once
def _order(model: nn.Module) -> Tensor:
    return model.agreement().argsort(descending=True)


def _greys(rows: Tensor) -> Tensor:
    """(N, D) -> (N, 1, 28, 28) in [0, 1]: 0 is mid-grey."""
    return signed(rows).view(-1, 1, 28, 28)
