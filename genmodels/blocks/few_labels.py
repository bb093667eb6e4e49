"""The few labels that a learner may know: the first of each class that come by, and what a person says.

Of the held-out pictures the first lie on a map, where a person may say what they are; on the others it is examined how
often the learner is right.
"""

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.views import jittered
from genmodels.shown import Bars, Points, Shown, to_float32

ON_MAP, EXAMINED = 600, 1000
NOT_YET = -1  # the label in a place that waits for one; F.cross_entropy is told to ignore it
NOBODY = 255  # the class of a picture on the map while no class is known
DEGREES, SHARE, PIXELS = 10.0, 0.1, 2.0  # by which pictures are moved about, where they are moved as far as 1
OUT = -1e4  # the logit of a class that nobody has named: its probability is 0, and so is 0 times its logarithm


class FewLabels:
    """Labelled pictures for S draws side by side, `each` of every class.

    The first of a class that come by go to the first draw, the next to the second; once all places are taken, no label
    is looked at any more.  told: what a person said of the pictures on the map, row -> class; every draw knows it.
    """

    def __init__(self, draws: int, classes: int, each: int, picture: tuple[int, int, int]):
        self.images = torch.zeros(draws, classes, each, *picture)
        self.labels = torch.full((draws, classes, each), NOT_YET)
        self.told: dict[int, int] = {}
        self.on_map, self.examined = Batch(self.images[0, 0, :0]), None
        self._known: tuple[Tensor, Tensor] | None = None  # until something changes: whoever has read it need not again

    def look_at(self, held: Batch) -> None:
        """Held-out pictures: those on the map, and the others with their labels."""
        self._known = None
        cut = len(held) * ON_MAP // (ON_MAP + EXAMINED)
        self.on_map = Batch(held.images[:cut])
        self.examined = Batch(held.images[cut:], held.labels[cut:])

    def note(self, batch: Batch) -> None:
        """Takes from a batch the labels that are wanted."""
        free = self.labels == NOT_YET
        if batch.labels is None or not free.any():
            return
        self._known = None
        for row, label in enumerate(batch.labels.tolist()):
            for draw, place in free[:, label].nonzero()[:1].tolist():
                free[draw, label, place] = False
                self.labels[draw, label, place] = label
                self.images[draw, label, place] = batch.images[row]

    def tell(self, told: dict[int, int]) -> None:
        """All that a person says; what is not in it any more is taken back."""
        self.told, self._known = dict(told), None

    def known(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Pictures (S, N, C, H, W) and labels (S, N), NOT_YET where a place is free; the same until one is taken."""
        if self._known is None:
            rows = [row for row in self.told if row < len(self.on_map)]
            more = torch.tensor([self.told[row] for row in rows], dtype=torch.long)
            pictures = self.on_map.images[rows].to(self.images).expand(len(self.images), *[-1] * 4)
            images = torch.cat([self.images.flatten(1, 2), pictures], 1)
            labels = torch.cat([self.labels.flatten(1), more.expand(len(self.labels), -1)], 1)
            self._known = images.to(device), labels.to(device)
        return self._known

    def unnamed(self, labels: Tensor) -> Tensor:
        """(S, 1, K) bool: the classes of which there is no label among (S, N)."""
        classes = torch.arange(self.labels.shape[1], device=labels.device)
        return (labels[:, :, None] != classes).all(1, keepdim=True)

    def mapped(self, x: Tensor, logits: Tensor, unnamed: Tensor) -> dict[str, Shown]:
        """The map of what is read of its pictures, x (N, D), with the likeliest class and the doubt, in nats, of each;
        and what a person said."""
        log_q = logits.masked_fill(unnamed, OUT).log_softmax(1)
        said = torch.full((len(x),), NOBODY) if unnamed.all() else log_q.argmax(1)
        doubt = -(log_q.exp() * log_q).sum(1)
        return {
            "map": Points(to_float32(plane(x)), said.byte().cpu().numpy(), values=to_float32(doubt)),
            "told": Bars(tuple(map(str, self.told)), tuple(map(float, self.told.values()))),
        }

    def state(self) -> dict:
        return {"images": self.images, "labels": self.labels, "told": dict(self.told)}

    def restore(self, state: dict) -> None:
        self.images, self.labels = state["images"].clone(), state["labels"].clone()
        self.tell(state["told"])


def moved_about(known: Tensor, far: float) -> Tensor:
    """Labelled pictures (S, N, C, H, W), each turned, scaled and shifted by chance: a hundred are soon known by heart,
    and what they are called does not depend on that."""
    if not known.numel():
        return known
    return jittered(known.flatten(0, 1), DEGREES * far, SHARE * far, PIXELS * far).clamp(0, 1).view_as(known)


def plane(x: Tensor) -> Tensor:
    """(N, D) -> (N, 2): the two principal components, in units of the first one's spread."""
    centred = x - x.mean(0)
    axes = torch.linalg.eigh(centred.T @ centred).eigenvectors[:, [-1, -2]]
    axes = axes * axes.sum(0).sign()  # an axis may point either way; a map must not turn over from look to look
    return centred @ axes / (centred @ axes)[:, 0].std().clamp_min(1e-6)
