"""How much a map keeps of what lies near what, and whether a new picture lands among its own kind.

trustworthiness: 1 where the ten neighbours of a point on the map were near to it before, in the principal components.
neighbour_accuracy: how often most of a point's ten neighbours on the map are of its class.
placed_accuracy: the same of test pictures, placed on the map as it stands.
"""

from torch import Tensor

from genmodels.batch import Batch
from genmodels.metrics import neighbour_accuracy, trustworthiness
from genmodels.model import Model
from train.measure import Measure, Options, Scores, batched

NEIGHBOURS = 10


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """Of each map; those of the last, which is the one that people read, have no suffix and come first.

    The first two are of as many of a map's points as there are test pictures, at most.
    """
    placed, labels, some = batched(model.place, test.images), model.labels.long(), slice(len(test))
    kept = trustworthiness(model.codes, model.places, len(test), NEIGHBOURS)
    found: dict[str, Scores] = {}
    for number, name in enumerate(model.METHODS):
        own = model.places[number]
        found[name] = {
            "placed_accuracy": neighbour_accuracy(placed[:, number], test.labels, own, labels, k=NEIGHBOURS),
            "trustworthiness": kept[number],
            "neighbour_accuracy": neighbour_accuracy(own[some], labels[some], own, labels, k=NEIGHBOURS, itself=True),
        }
    *others, last = found
    suffixed = {f"{score}_{name}": found[name][score] for score in found[last] for name in others}
    return found[last] | suffixed, {}


MEASURE = Measure(scores)
