"""LISTA: a network of a few layers that guesses the sparse code for which a solver takes dozens of steps.

Paper: Gregor and LeCun, "Learning Fast Approximations of Sparse Coding", ICML 2010.
A step of ISTA is a layer,  z <- shrink(We y + S z, theta),  with We = W'/L, S = 1 - W'W/L and theta = sparsity/L. Its
weights can be learned: after so many uses of S,
minimise  E |z - z*|^2,  z* the code of least energy (blocks/sparse.py), which FISTA is asked for.
Untrained it is ISTA, and S is added: where the printed lecture subtracts it, the codes are no codes.

An encoder that learns the optimum of an inner minimisation: the VAE's encoder does the same for the best posterior.

Three encoders learn beside each other, with 1, 3 and 7 uses of S. We, S and theta are the same in all layers of one.
The dictionary learns as in sparse_coding.py and then stands still; until then the encoders follow it.

Deviations from the paper:
1. theta is one number for each atom, and never negative: its exponential is.
2. Adam in place of plain descent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.sparse import Dictionary, approach, columns, energy, shrink, solve, steepness
from genmodels.config import Config, knob
from genmodels.data.patches import to_pictures, to_signals
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, to_uint8

DEPTHS = (1, 3, 7)  # uses of S
EXAMPLES = 8  # patches in a row of the preview
EXACT = 100  # steps of FISTA for the code that is learned


@dataclass(frozen=True, kw_only=True)
class LISTAConfig(Config):
    """The knobs of LISTA and of the dictionary below it."""

    channels: int = knob(1, "colour channels of the patches", low=1, high=4)
    size: int = knob(10, "height and width of the patches", low=2, high=32)
    atoms: int = knob(100, "columns of the dictionary", low=1, high=1000)
    sparsity: float = knob(0.5, "price of a code's numbers (lambda)", low=0.0, high=100.0)
    dictionary_steps: int = knob(2000, "steps after which the dictionary stands still", low=0, high=10**9)
    dictionary_learning_rate: float = knob(0.1, "size of its step", low=0.0, high=2.0, live=True)
    encoders_learning_rate: float = knob(1e-3, "Adam's step size for the encoders", low=0.0, high=1.0, live=True)


class Unrolled(nn.Module):
    """An encoder of so many uses of S, (N, D) -> (N, K); it begins as so many steps of ISTA after a first one."""

    def __init__(self, pixels: int, atoms: int, uses: int):
        super().__init__()
        self.uses = uses
        self.see = nn.Parameter(torch.zeros(atoms, pixels))  # We
        self.explain = nn.Parameter(torch.zeros(atoms, atoms))  # S: what the other atoms explain already
        self.log_threshold = nn.Parameter(torch.zeros(atoms))

    @torch.no_grad()
    def begin_as_ista(self, dictionary: Tensor, sparsity: float) -> None:
        steep = steepness(dictionary)
        self.see.copy_(dictionary.T / steep)
        self.explain.copy_(torch.eye(dictionary.shape[1], device=dictionary.device) - dictionary.T @ dictionary / steep)
        self.log_threshold.copy_((sparsity / steep).clamp_min(1e-8).log().expand_as(self.log_threshold))

    def forward(self, signals: Tensor) -> Tensor:
        seen, threshold = F.linear(signals, self.see), self.log_threshold.exp()
        codes = shrink(seen, threshold)
        for _ in range(self.uses):
            codes = shrink(seen + F.linear(codes, self.explain), threshold)
        return codes


class LISTA(Model):
    """Images (N, C, H, W) in [0, 1], read as patches of mean 0 and standard deviation 1; codes (N, atoms)."""

    def __init__(self, config: LISTAConfig):
        super().__init__(config)
        pixels = config.channels * config.size**2
        self.dictionary = Dictionary(pixels, config.atoms)
        self.encoders = nn.ModuleList(Unrolled(pixels, config.atoms, uses) for uses in DEPTHS)

    def encode(self, images: Tensor, depth: int = DEPTHS[-1]) -> Tensor:
        """(N, C, H, W) -> codes (N, atoms) by the encoder of so many uses of S, one of DEPTHS."""
        self.want_pictures(images=images)
        return self.encoders[DEPTHS.index(depth)](to_signals(images).flatten(1))

    def solve(self, images: Tensor, iterations: int) -> Tensor:
        """The same by so many steps of FISTA."""
        self.want_pictures(images=images)
        return solve(to_signals(images).flatten(1), self.dictionary.weight, self.config.sparsity, iterations)

    def approach(self, images: Tensor) -> Iterator[Tensor]:
        """The codes after 0, 1, 2 ... steps of FISTA, without an end."""
        self.want_pictures(images=images)
        return approach(to_signals(images).flatten(1), self.dictionary.weight, self.config.sparsity)

    def energy(self, images: Tensor, codes: Tensor) -> Tensor:
        """E of patches (N, C, H, W) with these codes (N, atoms), (N,)."""
        self.want_pictures(images=images)
        return energy(to_signals(images).flatten(1), codes, self.dictionary.weight, self.config.sparsity)


class LISTALearner(Learner):
    """The dictionary by the slope that it writes down itself, then the encoders by Adam."""

    HELD, ALONE = EXAMPLES, True

    def __init__(self, config: LISTAConfig):
        super().__init__(config)
        self.model = LISTA(config)
        dictionary, encoders = self.model.dictionary, self.model.encoders
        dictionary.normalise()
        for encoder in encoders:
            encoder.begin_as_ista(dictionary.weight, config.sparsity)
        self.networks = {"dictionary": dictionary, "encoders": encoders}
        self.optimizers = {
            "dictionary": torch.optim.SGD([dictionary.weight], config.dictionary_learning_rate),
            "encoders": adam(encoders.parameters(), config.encoders_learning_rate),
        }

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        signals = to_signals(batch.images).flatten(1)
        with torch.no_grad():
            codes = solve(signals, self.model.dictionary.weight, self.config.sparsity, EXACT)
        told = self.update_encoders(signals, codes)
        if self.steps <= self.config.dictionary_steps and self.config.dictionary_learning_rate:
            self.model.dictionary.improve(signals, codes, self.optimizers["dictionary"])
        return told

    def update_encoders(self, signals: Tensor, best: Tensor) -> dict[str, Tensor]:
        """best: (N, atoms), the codes that they are to guess."""
        length = best.square().sum(1).mean().clamp_min(1e-12)
        errors = {
            f"code_error_{encoder.uses}": (encoder(signals) - best).square().sum(1).mean() / length
            for encoder in self.model.encoders
        }
        optimizer = self.optimizers["encoders"]
        optimizer.zero_grad()
        # each by its own measure: the deepest errs least, and would hardly be heard in the sum
        sum(error.log() for error in errors.values()).backward()
        optimizer.step()
        return {name: error.detach() for name, error in errors.items()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The atoms; held-out patches, below them what each encoder rebuilds, by its depth, and the best code."""
        atoms = self.model.dictionary.atoms().unflatten(1, self.model.picture)
        shown: dict[str, Shown] = {"atoms": Pictures(to_uint8(atoms), columns=columns(len(atoms)))}
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            codes = [self.model.encode(images, depth) for depth in DEPTHS] + [self.model.solve(images, EXACT)]
            rebuilt = [to_pictures(self.model.dictionary(each).unflatten(1, self.model.picture)) for each in codes]
            rows = torch.cat([to_pictures(to_signals(images)), *rebuilt])
            shown["reconstructions"] = Pictures(to_uint8(rows), columns=len(images))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["dictionary"].param_groups[0]["lr"] = self.config.dictionary_learning_rate
        self.optimizers["encoders"].param_groups[0]["lr"] = self.config.encoders_learning_rate


FAMILY = Family(
    name="lista",
    title="LISTA",
    paper="https://icml.cc/Conferences/2010/papers/449.pdf",
    summary="A few learned layers guess the sparse code for which a solver takes dozens of steps.",
    chapter="sparse codes",
    task="image-feature-extraction",
    data=("patches-10", "patches-12"),
    objective=Objective("code_error_3", rises=False),
    headline=(
        ("fista_steps_1", "one use of S is worth {:.0f} steps of FISTA"),
        ("fista_steps_7", "seven are worth {:.0f}"),
    ),
    evaluate=("unrolled",),
    config=LISTAConfig,
    model=LISTA,
    learner=LISTALearner,
)
