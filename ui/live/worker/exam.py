"""The honest curves of a live run: what a classifier that never met the model says about 500 of its samples.

Runs in the training process, in slices between two steps, and never takes more than a small share of the time: the
curves that training reports by itself say how the game stands, these say whether the pictures are any good.
"""

import copy
import time
from collections.abc import Iterator

import torch
from torch import Tensor

from genmodels import checkpoints, metrics, runtime
from genmodels.data import SOURCES, ImageSet
from genmodels.learner import Learner
from ui.live.show import Show

SAMPLES, SLICE = 500, 50
REAL = 2000  # pictures that stand for the data in the Frechet distance
EVERY = 3.0  # seconds between two exams, at least
SHARE = 0.08  # of the time that exams may take, at most: on two cores one takes a third of a second
COVERED = 0.03  # share of the samples from which a class counts as covered


class Examiner:
    """`advance(learner, show)` between two steps does one slice, and now and then returns the result of an exam."""

    def __init__(self, data: ImageSet, device: torch.device):
        """data: held-out pictures of the set that the model learns."""
        self.judge = runtime.channels_last(checkpoints.load(SOURCES[data.name].judge, device))
        self.data, self.device = data, device
        self.reference, self.floor = torch.empty(0), 0.0
        self.work: Iterator[dict | None] | None = None
        self.due, self.cost = 0.0, 0.0

    def advance(self, learner: Learner, show: Show) -> dict | None:
        """The result {"step", "histogram", "covered", "confidence", "frechet", "floor"} once it is there, else None.

        show: of the learner's family, with a `draw`.  agreement: where the labels were asked for, how often the judge
        sees what was asked.
        """
        begun = time.perf_counter()
        if self.work is None:
            if begun < self.due:
                return None
            self.work, self.cost = self._exam(show, copy.deepcopy(learner.model), learner.steps), 0.0
        result = next(self.work, {})  # {}: the samples held no numbers, so there was nothing to judge
        self.cost += time.perf_counter() - begun
        if result is None:
            return None
        self.work = None
        self.due = time.perf_counter() + max(EVERY, self.cost / SHARE)
        return result or None

    @torch.inference_mode()
    def _slice(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.judge.features(images)
        return features, self.judge.read(features)

    def _exam(self, show: Show, model: torch.nn.Module, step: int) -> Iterator[dict | None]:
        if not len(self.reference):
            yield from self.look_at_the_data()
        # its own generator: judging must not change the random numbers that training draws
        noise = torch.randn(SAMPLES, model.config.latents, generator=torch.Generator().manual_seed(0))
        labels = torch.arange(SAMPLES, device=self.device) % self.judge.kinds
        found = []
        for latents, wanted in zip(noise.to(self.device).split(SLICE), labels.split(SLICE), strict=True):
            with torch.inference_mode():
                images = show.draw(model, latents, wanted)
            found.append(self._slice(images))
            yield None
        features, logits = (torch.cat(parts) for parts in zip(*found, strict=True))
        if not features.isfinite().all():
            return
        histogram = metrics.class_histogram(logits)
        yield {
            "step": step,
            "histogram": [round(share, 3) for share in histogram],
            "covered": sum(share >= COVERED for share in histogram),
            "confidence": round(metrics.mean_confidence(logits), 4),
            "frechet": round(metrics.frechet_distance(self.reference, features), 1),
            "floor": self.floor,
            **({"agreement": round(metrics.class_accuracy(logits, labels), 4)} if show.asked else {}),
        }

    def look_at_the_data(self) -> Iterator[None]:
        """Features of the real pictures, and the distance that as many other real ones have: nobody can be nearer.

        The first exam does it where nobody did it before.
        """
        real = self.data.images[: REAL + SAMPLES]
        features = []
        for images in real.split(SLICE):
            features.append(self._slice(images.to(self.device).float().div(255))[0])
            yield None
        everything = torch.cat(features)
        half = len(everything) - min(SAMPLES, len(everything) // 2)
        self.floor = round(metrics.frechet_distance(everything[:half], everything[half:]), 1)
        self.reference = everything[:half]
