"""Perception from pixels: two pictures of a pendulum, one step apart, become its state.

Papers: LeCun, "A Path Towards Autonomous Machine Intelligence" (2022), whose module perception is; Lange, Riedmiller
and Voigtlaender, "Autonomous reinforcement learning on raw visual input data in a real world application", IJCNN 2012,
for control whose states an encoder of pictures tells.
One eye e looks at each picture; what it made of the last two is read as a state:
  (c, s, v) = h(e(x'), e(x)),  angle = atan2(s, c),  speed = v times the fastest,
  minimise  |c - cos|^2 + |s - sin|^2 + |v - speed / fastest|^2.
Angle and speed are drawn anew for each step of training, over all that a pendulum can do, and the pictures with them.
No picture is ever covered while it learns, so it knows nothing of hidden parts.

Deviations from the papers:
1. It learns from true states, not by the reconstruction of pictures: the task's own numbers are what is wanted.
2. Linear layers in place of convolutions: the pictures are small, and the rod turns around the middle of each.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.side_by_side import perceptron
from genmodels.config import Config, knob
from genmodels.data.pendulum import FASTEST, PENDULUM
from genmodels.data.rods import SIDE, pairs, rods
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, to_uint8

SHEET, LARGE = 16, 72  # examples of a preview, and pixels across each


@dataclass(frozen=True, kw_only=True)
class PerceptionConfig(Config):
    """The knobs of perception."""

    width: int = knob(48, "units of the eye's hidden layer", low=4, high=512)
    code: int = knob(16, "numbers that a picture becomes", low=1, high=512)
    reading: int = knob(64, "units of each hidden layer that reads two codes", low=4, high=512)
    learning_rate: float = knob(2e-3, "Adam's step size", low=0.0, high=1.0, live=True)


class PixelPerception(Model):
    """Pictures (N, 2, 24, 24) in [0, 1], one step before and now -> states (N, 2), angle and speed."""

    def __init__(self, config: PerceptionConfig):
        super().__init__(config)
        self.task = PENDULUM
        self.eye = nn.Sequential(*perceptron(SIDE**2, config.width, config.code))
        self.head = nn.Sequential(*perceptron(2 * config.code, config.reading, config.reading, 3))

    @property
    def picture(self) -> tuple[int, int, int]:
        return 2, SIDE, SIDE

    def features(self, pictures: Tensor) -> Tensor:
        """(N, 2, 24, 24) -> cosine, sine and speed over the fastest, (N, 3)."""
        self.want_pictures(pictures=pictures)
        codes = self.eye(pictures.flatten(2))  # (N, 2, 576) -> (N, 2, code)
        return self.head(codes.flatten(1))

    def perceive(self, pictures: Tensor) -> Tensor:
        """(N, 2, 24, 24) -> (N, 2), the angle in [-pi, pi]."""
        cosine, sine, speed = self.features(pictures).unbind(-1)
        return torch.stack([torch.atan2(sine, cosine), FASTEST * speed.clamp(-1, 1)], -1)


class PerceptionLearner(Learner):
    def __init__(self, config: PerceptionConfig):
        super().__init__(config)
        self.model = PixelPerception(config)
        self.networks = {"perception": self.model}
        self.optimizers = {"perception": adam(self.model.parameters(), config.learning_rate)}

    def step(self, batch: Batch) -> dict[str, Tensor]:
        """The batch says how many: its own states seldom stand upright, where perception matters most."""
        self.steps += 1
        states = anywhere(2 * torch.rand_like(batch.states) - 1)
        error = (self.model.features(pairs(states)) - PENDULUM.features(states)).square().sum(-1).mean()
        self.optimizers["perception"].zero_grad()
        error.backward()
        self.optimizers["perception"].step()
        return {"error": error.detach()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """States all around, below with the upper right covered: orange is seen where it is, red where it is not; where
        it is and is not seen is green."""
        states = anywhere(torch.linspace(-1, 1, SHEET)[:, None] * torch.tensor([1.0, -0.7]))
        states = states.to(next(self.model.parameters()))
        shown = pairs(states)
        shown[SHEET // 2 :, :, : SIDE // 2, SIDE // 2 :] = 0  # the upper right
        seen = rods(self.model.perceive(shown)[:, 0], LARGE)
        given, true = nn.functional.interpolate(shown[:, 1:], size=LARGE)[:, 0], rods(states[:, 0], LARGE)
        green = torch.maximum(0.6 * given, 0.35 * true)
        images = torch.stack([torch.maximum(given, seen), green, given * (1 - seen)], 1)
        return {"seen": Pictures(np.ascontiguousarray(to_uint8(images)), columns=SHEET // 2)}

    def knobs_changed(self) -> None:
        self.optimizers["perception"].param_groups[0]["lr"] = self.config.learning_rate


def anywhere(shares: Tensor) -> Tensor:
    """(N, 2) in [-1, 1] -> states over all angles and speeds."""
    return shares * torch.tensor([torch.pi, FASTEST]).to(shares)


FAMILY = Family(
    name="perception",
    title="Perception from pixels",
    paper="https://openreview.net/pdf?id=BZ5a1r-kVsf",
    summary="Two pictures of a pendulum, one step apart, become its angle and its speed.",
    chapter="world model",
    task="reinforcement-learning",
    data=("pendulum",),
    objective=Objective("error", rises=False),
    headline=(
        ("angle_error", "angle ±{:.2f}°"),
        ("speed_error", "speed ±{:.2f} rad/s"),
        ("policy_return_pixels", "policy {:.1f} from pixels"),
    ),
    evaluate=("sight",),
    config=PerceptionConfig,
    model=PixelPerception,
    learner=PerceptionLearner,
)
