"""How many steps of FISTA a learned encoder is worth: after so many, the mean error of its codes is as large."""

from itertools import islice

from torch import Tensor

from genmodels.batch import Batch
from genmodels.model import Model
from train.measure import Measure, Options, Scores

PATCHES = 1000
EXACT = 2000  # steps of FISTA, after which no code moves any more
MOST = 200  # steps that are tried


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    images = test.images[:PATCHES]
    best = model.solve(images, EXACT)

    def error(codes: Tensor) -> float:
        """|z - z*|^2 / |z*|^2, the paper's measure."""
        return ((codes - best).square().sum() / best.square().sum()).item()

    course = [error(codes) for codes in islice(model.approach(images), MOST)]
    found: Scores = {}
    for encoder in model.encoders:
        wrong = error(model.encode(images, encoder.uses))
        found[f"code_error_{encoder.uses}"] = wrong
        found[f"fista_steps_{encoder.uses}"] = next((k for k, each in enumerate(course) if each <= wrong), MOST)
    return found | {"samples": len(images)}, {}


MEASURE = Measure(scores)
