"""Sparse coding: a patch is a sum of few atoms, and no network says which: the least energy does.

Papers: Olshausen and Field, "Emergence of Simple-Cell Receptive Field Properties by Learning a Sparse Code for Natural
Images", Nature 381 (1996); Beck and Teboulle, SIAM J. Imaging Sci. 2 (2009), for the solvers (blocks/sparse.py).
Objective: minimise over dictionary W and codes z, one for each patch y,
E(y, z) = |y - W z|^2 / 2 + sparsity |z|_1,  every atom (column of W) of length 1.

The two take turns: with W as it is, the codes go down to (nearly) the minimum; with the codes as they are, W takes one
step down. A code is what is solved for anew, not what an encoder says: that is dear at every patch, for ever, and what
LISTA is about (lista.py).

Deviations from the papers:
1. |z| in place of log(1 + z^2): the energy has one minimum, and codes have zeros in place of small numbers.
2. Each atom's step is divided by the squares of its numbers, where Olshausen and Field scale the atoms until all vary
   alike.
3. An atom that nobody uses becomes the patch that is rebuilt worst.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.sparse import SOLVERS, Dictionary, columns, energy, rebuilt, solve
from genmodels.config import Config, knob
from genmodels.data.patches import to_pictures, to_signals
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.shown import Pictures, Shown, to_uint8

EXAMPLES = 8  # patches in a row of the preview


@dataclass(frozen=True, kw_only=True)
class SparseCodingConfig(Config):
    """The knobs of sparse coding."""

    channels: int = knob(1, "colour channels of the patches", low=1, high=4)
    size: int = knob(10, "height and width of the patches", low=2, high=32)
    atoms: int = knob(100, "columns of the dictionary", low=1, high=2000)
    sparsity: float = knob(0.5, "price of a code's numbers (lambda)", low=0.0, high=100.0, live=True)
    solver: str = knob("fista", "how codes are solved for", choices=SOLVERS, live=True)
    iterations: int = knob(30, "steps of the solver for each batch", low=1, high=1000, live=True)
    learning_rate: float = knob(0.15, "size of the dictionary's step", low=1e-7, high=2.0, live=True)


class SparseCoding(Model):
    """Images (N, C, H, W) in [0, 1], read as patches of mean 0 and standard deviation 1; codes (N, atoms)."""

    def __init__(self, config: SparseCodingConfig):
        super().__init__(config)
        self.dictionary = Dictionary(config.channels * config.size**2, config.atoms)

    def encode(self, images: Tensor, sparsity: float | None = None, iterations: int | None = None) -> Tensor:
        """(N, C, H, W) -> codes (N, atoms) by the solver, at this price and after so many steps, or as trained."""
        self.want_pictures(images=images)
        config = self.config
        return solve(
            to_signals(images).flatten(1),
            self.dictionary.weight,
            config.sparsity if sparsity is None else sparsity,
            config.iterations if iterations is None else iterations,
            config.solver,
        )

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the same patches out of their codes, in [0, 1]."""
        return to_pictures(self.dictionary(self.encode(images)).unflatten(1, self.picture))

    def energy(self, images: Tensor, codes: Tensor) -> Tensor:
        """E of patches (N, C, H, W) with these codes (N, atoms), (N,)."""
        self.want_pictures(images=images)
        return energy(to_signals(images).flatten(1), codes, self.dictionary.weight, self.config.sparsity)


class SparseCodingLearner(Learner):
    """Solves for the batch's codes, then moves the dictionary by the slope that it writes down itself."""

    HELD, ALONE = EXAMPLES, True

    def __init__(self, config: SparseCodingConfig):
        super().__init__(config)
        self.model = SparseCoding(config)
        self.model.dictionary.normalise()
        self.networks = {"dictionary": self.model.dictionary}
        self.optimizers = {"dictionary": torch.optim.SGD([self.model.dictionary.weight], config.learning_rate)}

    @torch.no_grad()
    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        dictionary, config = self.model.dictionary, self.config
        signals = to_signals(batch.images).flatten(1)
        codes = solve(signals, dictionary.weight, config.sparsity, config.iterations, config.solver)
        told = {
            "energy": energy(signals, codes, dictionary.weight, config.sparsity).mean(),
            "active": (codes != 0).float().sum(1).mean(),
        }
        dictionary.improve(signals, codes, self.optimizers["dictionary"])
        return told

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The atoms; and held-out patches above what their codes rebuild."""
        atoms = self.model.dictionary.atoms().unflatten(1, self.model.picture)
        shown: dict[str, Shown] = {"atoms": Pictures(to_uint8(atoms), columns=columns(len(atoms)))}
        if self.held is not None:
            shown["reconstructions"] = rebuilt(self.model, self.held.images[:EXAMPLES])
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["dictionary"].param_groups[0]["lr"] = self.config.learning_rate
        self.model.config = self.config


FAMILY = Family(
    name="sparse-coding",
    title="Sparse coding",
    paper="https://www.nature.com/articles/381607a0",
    summary="A patch is a sum of few atoms: codes are solved for, and atoms learned from photographs become edges.",
    chapter="sparse codes",
    task="image-feature-extraction",
    data=("patches-10", "patches-12"),
    objective=Objective("energy", rises=False),
    headline=(("gabor_share", "{:.0%} of the atoms are Gabor functions"), ("active", "{:.0f} atoms a patch")),
    evaluate=("atoms",),
    config=SparseCodingConfig,
    model=SparseCoding,
    learner=SparseCodingLearner,
)
