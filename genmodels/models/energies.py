"""Nine energies of the plane, learned side by side from the same points, each by its own objective.

Paper: Ranzato, Boureau, Chopra and LeCun, "A Unified Energy-Based Framework for Unsupervised Learning", AISTATS 2007,
whose figure of the spiral this is, with the adversarial energies that came later.
Objective: the sum of nine losses (see blocks/energies.py); no weight is in two of them, so each energy learns as if
it were alone.

Deviations from the papers:
1. One backward pass serves all: the two players of a game step at the same time.
2. What is published is the moving average of the weights.
3. K-means takes gradient steps on its energy (Bottou and Bengio, 1995); whoever wins no point begins anew at one.
4. Sparse codes are of the point's image under a Gaussian kernel, in which each atom, itself such an image, is 1 long.
"""

from collections.abc import Iterable
from itertools import islice

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.energies import TILES, Adversarial, Centred, EnergiesConfig, Energy
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import coloured, grid
from genmodels.data.plane import SHAPES, mixture, points
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.reasons import KnownError
from genmodels.runtime import adam
from genmodels.shown import Pictures, Points, Shown, to_float32, to_weights

MOST = 1e4  # beyond it an energy is told as so much: one tile that diverges does not end the run
TOLD = 4000  # points of a set that somebody chooses while it learns
SHOWN, SIDE = 32, 40  # contrast points of a preview, and pixels across its small maps


class Energies(Model):
    """The nine, by name. Points (N, 2) of the plane, whose data lie in [-2, 2]^2."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        self.tiles = nn.ModuleDict({name: tile(config) for name, tile in TILES.items()})

    def energies(self, places: Tensor) -> Tensor:
        """(N, 2) -> (9, N), in the order of TILES."""
        self.want_points(places)
        return torch.stack([tile.energy(places) for tile in self.tiles.values()])

    def descend(self, places: Tensor, steps: int = 400) -> Tensor:
        """Where balls that start there come to rest, (N, 2) -> (9, N, 2)."""
        self.want_points(places)
        return torch.stack([tile.descend(places, steps=steps) for tile in self.tiles.values()])


class EnergiesLearner(Learner):
    """One Adam each for the energies that need no opponent, the generators and the critics; the model is the weights'
    average."""

    HELD, ALONE = 300, True

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        network = Energies(config)
        self.networks = {"energies": network}
        players = [tile for tile in network.tiles.values() if isinstance(tile, Adversarial)]
        others = [tile for tile in network.tiles.values() if not isinstance(tile, Adversarial)]
        made = [weight for tile in players for weight in tile.generator.parameters()]
        judging = [weight for tile in players for name, weight in tile.named_parameters() if "generator" not in name]
        self.optimizers = {
            "energies": adam([weight for tile in others for weight in tile.parameters()], config.learning_rate),
            "generators": adam(made, config.g_learning_rate, (0.5, 0.9)),
            "critics": adam(judging, config.d_learning_rate, (0.5, 0.9)),
        }
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.noise = torch.randn(SHOWN, 2)
        # what somebody chose, drew or laid down while it was learning
        self.told: dict = {"kind": "", "points": None, "gaussians": []}

    def begin(self, whole: Iterable[Batch]) -> None:
        for batch in islice(whole, 1):
            self.begin_at(batch.points)

    def begin_at(self, x: Tensor) -> None:
        """Whatever has places of its own in the plane takes them among these points."""
        for tile in self.networks["energies"].tiles.values():
            tile.begin_at(x)

    @torch.no_grad()
    def go_along(self, before: Tensor, after: Tensor) -> None:
        """Whatever has places of its own stays where it was in its Gaussian.  before, after: (K, 3)."""
        for tile in self.networks["energies"].tiles.values():
            if isinstance(tile, Centred):
                whose = (torch.cdist(tile.centres, before[:, :2]) / before[:, 2]).argmin(1)
                inside = (tile.centres - before[whose, :2]) / before[whose, 2:]
                tile.centres.copy_(after[whose, :2] + inside * after[whose, 2:])

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, x = self.networks["energies"], self.drawn(batch)
        noise = torch.randn_like(x)
        losses = {name: tile.loss(x, noise) for name, tile in network.tiles.items()}
        for optimizer in self.optimizers.values():
            optimizer.zero_grad()
        sum(losses.values()).backward()  # no weight is shared
        for optimizer in self.optimizers.values():
            self.forgive(optimizer)
            optimizer.step()
        self.average.update(network)
        return {
            f"loss_{name}": loss.detach().nan_to_num(MOST, MOST, -MOST).clamp(-MOST, MOST)
            for name, loss in losses.items()
        }

    def drawn(self, batch: Batch) -> Tensor:
        """The points to learn from: the batch's, or as many of those that somebody told."""
        if (told := self.told["points"]) is None:
            return batch.points
        return told[torch.randint(len(told), (len(batch),), device=told.device)]

    @staticmethod
    def forgive(optimizer: torch.optim.Optimizer) -> None:
        """A gradient that is no number any more shall spoil no weight: its tile stays, and the others go on."""
        for group in optimizer.param_groups:
            gradients = [weight.grad for weight in group["params"] if weight.grad is not None]
            for gradient in gradients:
                gradient.nan_to_num_(0.0, 0.0, 0.0)

    def hear(self, name: str, value: dict) -> None:
        """ "points", what to learn from now on: {"kind"} of SHAPES, {"kind": "drawn", "places": [[x, y], ...]}, or
        {"kind": "mixture", "gaussians": [[x, y, standard deviation], ...]}.

        Gaussians that are only moved or widened take along whatever has places in them, and nothing begins anew.
        """
        if name != "points":
            raise KnownError("unheard", name=name)
        kind, gaussians, before = value["kind"], value.get("gaussians", []), self.told
        if kind == "drawn":
            told = torch.tensor(value["places"])
        else:
            told = mixture(gaussians, TOLD) if kind == "mixture" else points(kind, TOLD)
        self.told = {"kind": kind, "points": told.to(self.noise), "gaussians": gaussians}
        if gaussians and len(gaussians) == len(before["gaussians"]):
            self.go_along(*(torch.tensor(each).to(self.noise) for each in (before["gaussians"], gaussians)))
        else:
            self.begin_at(self.told["points"])
        self.average.updates = 0  # it forgets the surfaces of other data as quickly as those of the beginning

    def extra_state(self) -> dict:
        return dict(self.told)

    def set_extra_state(self, state: dict) -> None:
        told = state["points"]
        # a state that was saved before there were Gaussians says nothing of them
        self.told = {"gaussians": []} | state | {"points": None if told is None else told.to(self.noise)}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The nine maps; the weights from which a page makes them anew; the data, and the Gaussians that they are of,
        if somebody laid them down; what is pushed up."""
        tiles, x = self.model.tiles, self.seen()
        pushed = {name: tile.contrast(x[:SHOWN], self.noise[: len(x)]) for name, tile in tiles.items()}
        owners = [np.full(len(places), number, np.uint8) for number, places in enumerate(pushed.values())]
        weights = {name: value for name, value in tiles.named_parameters() if "generator" not in name}
        shown: dict[str, Shown] = {
            "maps": Pictures(self.maps(), columns=3),
            "weights": to_weights(weights),
            "data": Points(to_float32(x), np.full(len(x), self.number, np.uint8)),
            "pushed": Points(to_float32(torch.cat([*pushed.values()]).nan_to_num(0.0)), np.concatenate(owners)),
        }
        if self.told["gaussians"]:
            gaussians = np.array(self.told["gaussians"], np.float32)
            shown["gaussians"] = Points(gaussians[:, :2], spreads=gaussians[:, [2, 2]])
        return shown

    @property
    def number(self) -> int:
        """Which set was chosen since the run began: its place among SHAPES, drawn, or Gaussians; 255 for none."""
        return [*SHAPES, "drawn", "mixture"].index(self.told["kind"]) if self.told["kind"] else 255

    def seen(self) -> Tensor:
        """Some of the points that are learned now."""
        if (told := self.told["points"]) is not None:
            return told[:: max(1, len(told) // self.HELD)][: self.HELD]
        return self.noise if self.held is None else self.held.points

    def maps(self) -> np.ndarray:
        """(9, SIDE, SIDE, 3) uint8, each from its own valley to its own plain."""
        energies = self.model.energies(grid(SIDE, self.noise.device)).nan_to_num(MOST, MOST, -MOST)
        low, middle = energies.amin(1, keepdim=True), energies.median(1, keepdim=True).values
        share = to_float32(((energies - low) / (middle - low).clamp_min(1e-12)).clamp(0, 1))
        return coloured(share.reshape(len(TILES), SIDE, SIDE))

    def knobs_changed(self) -> None:
        config = self.config
        rates = config.learning_rate, config.g_learning_rate, config.d_learning_rate
        for optimizer, rate in zip(self.optimizers.values(), rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate
        for network in (self.networks["energies"], self.model):
            for module in network.modules():
                if isinstance(module, Energy | Model):
                    module.config = config


FAMILY = Family(
    name="energies",
    title="Nine energies of the plane",
    paper="https://proceedings.mlr.press/v2/ranzato07a.html",
    summary="Nine models learn the same points; each has an energy in which one can drop a ball.",
    chapter="energy",
    task="other",
    data=tuple(SHAPES),
    objective=Objective("loss_autoencoder", rises=False),
    headline=(("auroc", "data told from the far plane, AUROC {:.3f} by the least without opponent or spare room"),),
    evaluate=("plane",),
    config=EnergiesConfig,
    model=Energies,
    learner=EnergiesLearner,
)
