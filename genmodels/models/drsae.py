"""The discriminative recurrent sparse autoencoder: parts explain a picture, and then one unit says what it is.

Paper: Rolfe and LeCun, "Discriminative Recurrent Sparse Auto-Encoders", arXiv:1301.3775.
A code grows over a few iterations of one layer, its matrices the same in all of them,
z(0) = 0,   z(t + 1) = relu(E x + S z(t) - b),
and two linear readers are told its end z = z(T): a decoder D and a classifier C. Minimise
|x - D z|^2 / 2 + sparsity |z|_1 + label_weight (-log softmax(C z / |z|)[y]),   every column of D of length 1.

It begins as ISTA for codes that are never negative (see blocks/sparse.py), E = D'/L, S = 1 - D'D/L and b = a price/L:
S explains away what other units have said already. First it learns without labels. Then gradients of the label go
back through all iterations into the same S, and units part ways: those whose encoder and decoder agree draw parts;
others, whose encoder hardly sees the picture, are switched on by the parts and stand for a class.
The lecture "adds S to E"; what is added is S z to E x.

Deviations from the paper:
1. Adam, a moving average of the weights, and a length of 1 for D's columns in place of bounds on the rows of all four.
2. Training pictures are turned, scaled and shifted a little (the knob `jitter`).
3. A unit that is hardly ever active begins anew as what the picture rebuilt worst lacks: else two thirds never are.
4. A picture is brought to length SCALE, so that the price means the same for thin and for thick strokes.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.layers import Average
from genmodels.blocks.sparse import columns, steepness, to_unit_columns
from genmodels.blocks.views import jittered
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, signed, to_uint8

EXAMPLES = 8  # held-out pictures in a row of the preview
SCALE = 4.0  # length of a picture
FOLLOW, RARE, LOOK = 0.01, 1e-3, 100  # of a unit's use: memory, the share that is too rare, steps between two looks
JITTER = (10, 0.1, 1.5)  # degrees, share of the size, pixels
FIRST_PRICE = 0.1  # for which it is ISTA at the beginning, whatever is learned afterwards


@dataclass(frozen=True, kw_only=True)
class DrSAEConfig(Config):
    """The knobs of the discriminative recurrent sparse autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=4, high=64)
    classes: int = knob(10, "number of classes", low=2, high=1000)
    units: int = knob(400, "rectified units", low=2, high=2000)
    iterations: int = knob(11, "times that the code is reckoned anew", low=1, high=50)
    sparsity: float = knob(0.1, "price of a code's numbers (lambda)", low=0.0, high=100.0, live=True)
    label_weight: float = knob(1.0, "weight of the label", low=0.0, high=100.0, live=True)
    unlabelled_steps: int = knob(0, "steps at the beginning in which no label is told", low=0, high=10**9)
    jitter: float = knob(
        1.0,
        "how far training pictures are turned, scaled and shifted: 10 degrees, 10 %, 1.5 pixels times this",
        low=0.0,
        high=4.0,
        live=True,
    )
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.99, "memory of the weights' moving average", low=0.0, high=0.99999)


class DrSAE(Model):
    """Pictures (N, C, H, W) in [0, 1]; codes (N, units), never negative."""

    def __init__(self, config: DrSAEConfig):
        super().__init__(config)
        pixels, units = config.channels * config.size**2, config.units
        self.see = nn.Parameter(torch.empty(units, pixels).uniform_(-1, 1))  # E
        self.explain = nn.Parameter(torch.zeros(units, units))  # S
        self.threshold = nn.Parameter(torch.zeros(units))  # b
        self.draw = nn.Parameter(torch.empty(pixels, units).uniform_(-1, 1))  # D
        self.classifier = nn.Linear(units, config.classes)  # C

    @torch.no_grad()
    def begin_as_ista(self) -> None:
        to_unit_columns(self.draw)
        steep = steepness(self.draw)
        self.see.copy_(self.draw.T / steep)
        self.explain.copy_(torch.eye(len(self.see), device=steep.device) - self.draw.T @ self.draw / steep)
        self.threshold.copy_((FIRST_PRICE / steep).expand_as(self.threshold))

    @torch.no_grad()
    def begin_anew(self, dead: Tensor, pictures: Tensor) -> None:
        """These units (their numbers) draw these pictures (rows), and stand among the others as at the beginning."""
        self.draw[:, dead] = F.normalize(pictures, dim=1).T
        steep = steepness(self.draw)
        overlap = self.draw.T @ self.draw[:, dead] / steep  # (units, dead)
        self.see[dead] = self.draw[:, dead].T / steep
        self.explain[:, dead], self.explain[dead] = -overlap, -overlap.T
        self.explain[dead, dead] += 1
        self.threshold[dead] = FIRST_PRICE / steep

    def rows(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, D) of length SCALE; an empty picture stays 0."""
        self.want_pictures(images=images)
        return SCALE * F.normalize(images.flatten(1), eps=1e-6)

    def path(self, rows: Tensor) -> list[Tensor]:
        """What `rows` returns -> the code after each iteration, (N, units) each."""
        seen = F.linear(rows, self.see) - self.threshold
        codes = [F.relu(seen)]  # the first iteration: z(0) is 0
        while len(codes) < self.config.iterations:
            codes.append(F.relu(seen + F.linear(codes[-1], self.explain)))
        return codes

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the last code."""
        return self.path(self.rows(images))[-1]

    def rebuild(self, codes: Tensor) -> Tensor:
        """Codes -> rows (N, D)."""
        return F.linear(codes, self.draw)

    def classify(self, codes: Tensor) -> Tensor:
        """Codes -> logits (N, classes), whatever their length."""
        return self.classifier(F.normalize(codes, eps=1e-6))

    def drawn(self, codes: Tensor) -> Tensor:
        """Codes -> pictures (N, C, H, W), the brightest pixel of each white."""
        rows = F.relu(self.rebuild(codes))
        return (rows / rows.amax(1, keepdim=True).clamp_min(1e-6)).unflatten(1, self.picture)

    def predict(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> probabilities of the classes (N, classes)."""
        return self.classify(self.encode(images)).softmax(1)

    def agreement(self) -> Tensor:
        """The cosine between what each unit looks for and what it draws, (units,): near 1 of parts."""
        return F.cosine_similarity(self.see, self.draw.T)


class DrSAELearner(Learner):
    HELD, ALONE = EXAMPLES, True

    def __init__(self, config: DrSAEConfig):
        super().__init__(config)
        network = DrSAE(config)
        network.begin_as_ista()
        self.networks = {"autoencoder": network}
        self.optimizers = {"autoencoder": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.used = torch.ones(config.units)  # running share of the pictures

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, optimizer, config = self.networks["autoencoder"], self.optimizers["autoencoder"], self.config
        rows = network.rows(jittered(batch.images, *(config.jitter * most for most in JITTER)))
        code = network.path(rows)[-1]
        reconstruction = (rows - network.rebuild(code)).square().sum(1).mean() / 2
        price = code.abs().sum(1).mean()
        logits = network.classify(code)
        label = F.cross_entropy(logits, batch.labels)
        weight = config.label_weight * (self.steps > config.unlabelled_steps)
        optimizer.zero_grad()
        (reconstruction + config.sparsity * price + weight * label).backward()
        optimizer.step()
        to_unit_columns(network.draw)
        self.redraw(rows, code.detach())
        self.average.update(network)
        to_unit_columns(self.model.draw)
        return {
            "reconstruction": reconstruction.detach(),
            "label": label.detach(),
            "error": (logits.argmax(1) != batch.labels).float().mean(),
            "active": (code > 0).float().sum(1).mean(),
        }

    @torch.no_grad()
    def redraw(self, rows: Tensor, code: Tensor) -> None:
        """Units that are hardly ever active draw what the pictures that are rebuilt worst lack, as far as these go."""
        self.used.lerp_((code > 0).float().mean(0), FOLLOW)
        if self.steps % LOOK:
            return
        network = self.networks["autoencoder"]
        wrong = rows - network.rebuild(code)
        worst = wrong[wrong.square().sum(1).argsort(descending=True)]
        dead = (self.used < RARE).nonzero()[: len(worst), 0]
        if len(dead):
            network.begin_anew(dead, worst[: len(dead)])
            self.used[dead] = 1.0

    def knobs_changed(self) -> None:
        self.optimizers["autoencoder"].param_groups[0]["lr"] = self.config.learning_rate

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """What the units draw, parts first; and held-out pictures above what is rebuilt of them after 1, 2, 4 ...
        iterations and after the last."""
        model = self.model
        drawn = model.draw.T[model.agreement().argsort(descending=True)]
        atoms = signed(drawn).unflatten(1, model.picture)
        shown: dict[str, Shown] = {"units": Pictures(to_uint8(atoms), columns=columns(len(atoms)))}
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            path = model.path(model.rows(images))
            seen = [path[at] for at in sorted({*(2**k - 1 for k in range(6) if 2**k <= len(path)), len(path) - 1})]
            scale = images.flatten(1).norm(dim=1)[:, None] / SCALE
            rebuilt = [(model.rebuild(code) * scale).clamp(0, 1).unflatten(1, model.picture) for code in seen]
            shown["reconstructions"] = Pictures(to_uint8(torch.cat([images, *rebuilt])), columns=len(images))
        return shown


FAMILY = Family(
    name="drsae",
    title="DrSAE",
    paper="https://arxiv.org/abs/1301.3775",
    summary="A sparse code grows over a few iterations: parts light first, then a unit that knows the digit.",
    chapter="sparse codes",
    task="image-classification",
    data=("mnist", "fashion", "digits"),
    objective=Objective("error", rises=False),
    headline=(("test_error", "test error {:.2%}"), ("active", "{:.0f} units a digit")),
    evaluate=("iterations",),
    config=DrSAEConfig,
    model=DrSAE,
    learner=DrSAELearner,
)
