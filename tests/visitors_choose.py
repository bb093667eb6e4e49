"""What visitors do with the checkpoints of weights_on_hub.py."""

from types import SimpleNamespace

from waiting import until

from ui.parts.weights import downloads as weights
from ui.serving import infer as serving
from ui.settings import Weights

REPO = "kim/small"
FRONT = "---\ntags: [genmodels, {}]\n---\n"


def downloads(**limits) -> weights.Downloads:
    return weights.Downloads(SimpleNamespace(**Weights().to_dict() | limits), serving.visitors_cache(), serving.model)


def ended(job: weights.Job) -> weights.Job:
    until(lambda: job.ended)
    return job
