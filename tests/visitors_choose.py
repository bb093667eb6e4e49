"""What visitors do with the checkpoints of weights_on_hub.py, and how a test waits for it."""

import time
from types import SimpleNamespace

from ui.parts.weights import downloads as weights
from ui.serving import infer as serving
from ui.settings import Weights

REPO = "kim/small"
SOON = 60  # seconds; what is waited for comes at once on an idle machine
FRONT = "---\ntags: [genmodels, {}]\n---\n"


def downloads(**limits) -> weights.Downloads:
    return weights.Downloads(SimpleNamespace(**Weights().to_dict() | limits), serving.visitors_cache(), serving.model)


def until(done) -> None:
    """Waits on a condition."""
    deadline = time.monotonic() + SOON
    while not done():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.005)


def ended(job: weights.Job) -> weights.Job:
    until(lambda: job.ended)
    return job
