"""Group-sparse autoencoder: the price is for pools of neighbours, and neighbours learn to see nearly the same.

Papers: Hyvarinen and Hoyer, "A Two-Layer Sparse Coding Model Learns Simple and Complex Cell Receptive Fields and
Topography from Natural Images", Vision Research 41 (2001); Kavukcuoglu, Ranzato, Fergus and LeCun, "Learning Invariant
Features through Topographic Filter Maps", CVPR 2009.
Objective: over encoder W_e and dictionary W, whose atoms (columns) have length 1, with z = W_e y,
minimise  E |y - W z|^2 / 2 + sparsity * sum over pools p of sqrt(sum_i V_pi z_i^2 + SOFT).

The units lie on a torus, side x side. Around each there is a pool: its weights V_p fall off like a bell that is `pool`
units wide, and add up to 1. At 0 a pool is its one unit, and the price that of sparse coding, |z|_1: any unit may learn
anything. Else one that is at work makes its neighbours cheap, and what is at work together comes to lie together: edges
of nearly one direction, whose phases differ. A unit that answers a phase is a simple cell, the root of a pool, which
answers the edge whatever its phase, a complex one.

Deviations from the papers:
1. The encoder is linear, and learned by the same descent as the dictionary, with no code that is solved for.
2. Pools are bells of any width, not squares; a code whose numbers are all alike costs as much whatever the width.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.orientation import arrows, neighbour_degrees, pinwheels, tinted
from genmodels.blocks.sparse import rebuilt, to_unit_columns
from genmodels.blocks.torus import bell, pooled
from genmodels.config import Config, knob
from genmodels.data.patches import to_pictures, to_signals
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Points, Shown, to_float32, to_uint8

EXAMPLES = 8  # patches in a row of the preview
LOOK = 10  # steps between two looks at the map: each costs a quarter of a step


@dataclass(frozen=True, kw_only=True)
class GroupSparseAutoencoderConfig(Config):
    """The knobs of a group-sparse autoencoder."""

    channels: int = knob(1, "colour channels of the patches", low=1, high=4)
    size: int = knob(12, "height and width of the patches", low=2, high=32)
    side: int = knob(16, "units along each side of the torus", low=2, high=40)
    pool: float = knob(0.6, "how wide a pool is, in units; 0 for each unit alone", low=0.0, high=2.0, live=True)
    sparsity: float = knob(0.5, "price of a pool (lambda)", low=0.0, high=10.0, live=True)
    learning_rate: float = knob(2e-3, "Adam's step size", low=1e-7, high=0.1, live=True)


class GroupSparseAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1], read as patches of mean 0 and standard deviation 1; codes (N, side * side)."""

    def __init__(self, config: GroupSparseAutoencoderConfig):
        super().__init__(config)
        pixels, units = config.channels * config.size**2, config.side**2
        self.encoder = nn.Linear(pixels, units, bias=False)
        self.dictionary = nn.Linear(units, pixels, bias=False)

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> codes (N, side * side) of either sign, row by row of the torus: simple cells."""
        self.want_pictures(images=images)
        return self.encoder(to_signals(images).flatten(1))

    def pools(self, codes: Tensor) -> Tensor:
        """(N, side * side) -> the root of the pool around each unit, (N, side * side): complex cells."""
        return pooled(codes, bell(self.config.side, self.config.pool).to(codes.device))

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the same patches out of their codes, in [0, 1]."""
        return to_pictures(self.dictionary(self.encode(images)).unflatten(1, self.picture))

    def energy(self, images: Tensor) -> Tensor:
        """What is not rebuilt of each patch, and the price of its pools, (N,)."""
        self.want_pictures(images=images)
        signals = to_signals(images).flatten(1)
        codes = self.encoder(signals)
        wrong = (signals - self.dictionary(codes)).square().sum(1) / 2
        return wrong + self.config.sparsity * self.pools(codes).sum(1)

    def atoms(self) -> Tensor:
        """(side * side, C, H, W), each of length 1."""
        return self.dictionary.weight.T.unflatten(1, self.picture)

    def map(self) -> Tensor:
        """What the atom of each unit prefers, arrows (side, side, 2) as in blocks/orientation.py."""
        return arrows(self.atoms()).unflatten(0, (self.config.side, self.config.side))


class GroupSparseAutoencoderLearner(Learner):
    """One Adam for both; after each step every atom has length 1 again, or small codes and long atoms were free."""

    HELD = EXAMPLES

    def __init__(self, config: GroupSparseAutoencoderConfig):
        super().__init__(config)
        self.model = GroupSparseAutoencoder(config)
        to_unit_columns(self.model.dictionary.weight)
        with torch.no_grad():
            self.model.encoder.weight.copy_(self.model.dictionary.weight.T / 2)
        self.networks = {"autoencoder": self.model}
        self.optimizers = {"autoencoder": adam(self.model.parameters(), config.learning_rate)}

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        energy = self.model.energy(batch.images).mean()
        optimizer = self.optimizers["autoencoder"]
        optimizer.zero_grad()
        energy.backward()
        optimizer.step()
        to_unit_columns(self.model.dictionary.weight)
        return {"energy": energy.detach()} | (self.order() if self.steps % LOOK == 1 else {})

    @torch.no_grad()
    def order(self) -> dict[str, Tensor]:
        """How well the map is ordered."""
        found = self.model.map()
        return {"neighbour_degrees": neighbour_degrees(found), "pinwheels": pinwheels(found).abs().sum()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The atoms, each in the colour of its direction; the arrows of the map; held-out patches, rebuilt below."""
        found = self.model.map().flatten(0, 1)
        shown: dict[str, Shown] = {
            "atoms": Pictures(to_uint8(tinted(self.model.atoms(), found)), columns=self.config.side),
            "map": Points(to_float32(found)),
        }
        if self.held is not None:
            shown["reconstructions"] = rebuilt(self.model, self.held.images[:EXAMPLES])
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["autoencoder"].param_groups[0]["lr"] = self.config.learning_rate
        self.model.config = self.config


FAMILY = Family(
    name="group-sparse-autoencoder",
    title="Group-sparse autoencoder",
    paper="https://doi.org/10.1109/CVPR.2009.5206545",
    summary="The price is for pools of neighbours: on a sheet of units, edges of like direction come to lie together.",
    chapter="sparse codes",
    task="image-feature-extraction",
    data=("patches-12", "patches-10"),
    objective=Objective("energy", rises=False),
    headline=(
        ("neighbour_degrees", "neighbours differ by {:.0f} degrees (45 by chance)"),
        ("pinwheels", "{:.0f} pinwheels"),
    ),
    evaluate=("topography",),
    config=GroupSparseAutoencoderConfig,
    model=GroupSparseAutoencoder,
    learner=GroupSparseAutoencoderLearner,
)
