"""Restricted Boltzmann machine: black and white pixels, hidden units, and no line between two of the same kind.

Papers: Hinton, "Training Products of Experts by Minimizing Contrastive Divergence", Neural Computation 14 (2002);
Tieleman, "Training Restricted Boltzmann Machines using Approximations to the Likelihood Gradient", ICML 2008;
Melchior, Fischer and Wiskott, "How to Center Deep Boltzmann Machines", arXiv:1311.1354.
Objective: maximise log p(v) = -F(v) - log Z, with the energy  E(v, h) = -b.v - c.h - v.W h  and the free energy
F(v) = -log sum_h exp -E(v, h) = -b.v - sum_j log(1 + exp(c_j + v.W_j)).

Its gradient pushes F down at the data and up at what the model itself would draw. To draw that takes Gibbs sampling
for ever. Two ways not to wait:
  contrastive divergence (CD-k): begin at the data and sweep k times. What lies farther away is never pushed up.
  persistent CD (PCD-k): go on with the same particles from step to step. They wander while the weights move, fall into
  whatever well there is, and the next steps fill it.
No loss has this gradient, so nothing here calls backward: the step writes down two means and subtracts them.

Centred, the means are of (v - m)(h - l), with m and l the running means of the data's pixels and hidden units. It is
the same model and another direction in which to walk: the one that black on white and white on black agree about.

Deviations from the papers:
1. Grey pixels are probabilities: every step draws its black and white anew.
2. m is the mean of all training pictures, and b begins at its log-odds; l follows the batches.
3. The particles are swept in CD, too. It does not learn from them; they show what it leaves unlifted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.shown import Pictures, Points, Shown, signed, to_float32, to_uint8

SHOWN = 100  # particles, test digits and noise pictures of a preview
FILTERS = 48  # hidden units whose weights are shown
SMALL = 0.0173  # weights to begin with, evenly up to this, which is a standard deviation of 0.01
FOLLOW = 0.01  # how much of a batch goes into a running mean


@dataclass(frozen=True, kw_only=True)
class RBMConfig(Config):
    """The knobs of a restricted Boltzmann machine."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=2, high=64)
    hidden: int = knob(128, "hidden units", low=1, high=4096)
    persistent: bool = knob(True, "whether the particles go on from step to step, or begin at the data", live=True)
    sweeps: int = knob(1, "Gibbs sweeps of a step, the k of CD-k", low=1, high=100, live=True)
    centred: bool = knob(True, "whether the running means are subtracted before the units are multiplied", live=True)
    particles: int = knob(100, "chains that are kept from step to step", low=1, high=2000)
    decay: float = knob(0.0, "weight of the squared weights", low=0.0, high=1.0, live=True)
    learning_rate: float = knob(0.05, "size of a step", low=1e-7, high=1.0, live=True)


class RBM(Model):
    """Images (N, C, H, W) in [0, 1], black and white where a probability is asked for; hidden units (N, hidden)."""

    def __init__(self, config: RBMConfig):
        super().__init__(config)
        pixels = config.channels * config.size**2
        self.weight = nn.Parameter(torch.empty(pixels, config.hidden).uniform_(-SMALL, SMALL), requires_grad=False)
        self.visible_bias = nn.Parameter(torch.zeros(pixels), requires_grad=False)
        self.hidden_bias = nn.Parameter(torch.zeros(config.hidden), requires_grad=False)

    def encode(self, images: Tensor) -> Tensor:
        """How probable each hidden unit is to be on, (N, C, H, W) -> (N, hidden)."""
        self.want_pictures(images=images)
        return self.hidden_mean(images.flatten(1))

    def energy(self, images: Tensor) -> Tensor:
        """The free energy in nats, (N, C, H, W) -> (N,); only differences mean something."""
        self.want_pictures(images=images)
        return self.free_energy(images.flatten(1))

    def free_energy(self, visible: Tensor, inputs: Tensor | None = None) -> Tensor:
        """F(v) of rows of pixels, (N, D) -> (N,).  inputs: what they send to the hidden units, where that is known."""
        inputs = self.inputs(visible) if inputs is None else inputs
        return -visible @ self.visible_bias - F.softplus(inputs).sum(1)

    def inputs(self, visible: Tensor) -> Tensor:
        """What reaches the hidden units, (N, D) -> (N, hidden)."""
        return torch.addmm(self.hidden_bias, visible, self.weight)

    def hidden_mean(self, visible: Tensor) -> Tensor:
        """p(h = 1 | v), (N, D) -> (N, hidden)."""
        return self.inputs(visible).sigmoid()

    def visible_mean(self, hidden: Tensor) -> Tensor:
        """p(v = 1 | h), (N, hidden) -> (N, D)."""
        return torch.addmm(self.visible_bias, hidden, self.weight.T).sigmoid()

    def sweep(self, hidden: Tensor, sweeps: int = 1) -> tuple[Tensor, Tensor]:
        """Gibbs sampling: pixels given hidden units, these given pixels, and so on; ends with pixels.

        (N, hidden) -> pixels (N, D) and what they send to the hidden units (N, hidden).
        """
        visible = drawn(self.visible_mean(hidden))
        for _ in range(sweeps - 1):
            visible = drawn(self.visible_mean(drawn(self.hidden_mean(visible))))
        return visible, self.inputs(visible)

    def pseudo_likelihood(self, visible: Tensor, inputs: Tensor, pixels: Tensor) -> Tensor:
        """log p(v_i | all other pixels) of one pixel i of each row, (N, D), (N, hidden) and (N,) -> (N,)."""
        change = 1 - 2 * visible.gather(1, pixels[:, None])  # what flipping the pixel adds to it, (N, 1)
        softer = F.softplus(inputs + change * self.weight[pixels]) - F.softplus(inputs)
        return F.logsigmoid(-change[:, 0] * self.visible_bias[pixels] - softer.sum(1))


def drawn(probabilities: Tensor) -> Tensor:
    """0 or 1 of each, (...) -> (...). Half the time of torch.bernoulli on a CPU."""
    return (torch.rand_like(probabilities) < probabilities).to(probabilities.dtype)


class RBMLearner(Learner):
    """Plain gradient descent by a gradient written by hand.

    visible, hidden: the particles.  pixel_mean, hidden_mean: what centring subtracts.  noise: pictures of coin flips.
    pushed: running means of how far a step pushes data and contrast from each other, and of how far they lie apart.
    """

    HELD = SHOWN

    def __init__(self, config: RBMConfig):
        super().__init__(config)
        self.model = RBM(config)
        self.networks = {"machine": self.model}
        weights = {"params": [self.model.weight], "weight_decay": config.decay}
        biases = {"params": [self.model.visible_bias, self.model.hidden_bias]}
        self.optimizers = {"machine": torch.optim.SGD([weights, biases], config.learning_rate, fused=True)}
        pixels = len(self.model.visible_bias)
        self.visible = drawn(torch.full((config.particles, pixels), 0.5))
        self.hidden = drawn(torch.full((config.particles, config.hidden), 0.5))
        self.pixel_mean, self.hidden_mean = torch.full((pixels,), 0.5), torch.full((config.hidden,), 0.5)
        self.noise = drawn(torch.full((SHOWN, pixels), 0.5))
        self.pushed = torch.zeros(2)
        self.surveyed = False

    @torch.no_grad()
    def begin(self, whole: Iterable[Batch]) -> None:
        """Takes the mean picture; without hidden units the best that one can know of a pixel is its log-odds."""
        total, count = torch.zeros_like(self.pixel_mean), 0
        for batch in whole:
            total, count = total + batch.images.flatten(1).sum(0), count + len(batch)
        self.pixel_mean.copy_(total / count)
        self.model.visible_bias.copy_(self.pixel_mean.clamp(0.001, 0.999).logit())
        self.surveyed = True

    @torch.no_grad()
    def step(self, batch: Batch) -> dict[str, Tensor]:
        if not self.surveyed:  # nobody showed more than this
            self.pixel_mean.copy_(batch.images.flatten(1).mean(0))
            self.surveyed = True
        self.steps += 1
        model, config = self.model, self.config
        visible = drawn(batch.images.flatten(1))
        inputs = model.inputs(visible)
        hidden = inputs.sigmoid()
        self.hidden_mean.lerp_(hidden.mean(0), FOLLOW)
        self.visible, lifted = model.sweep(self.hidden, config.sweeps)
        self.hidden = drawn(lifted.sigmoid())
        contrast = self.visible
        if not config.persistent:
            contrast, lifted = model.sweep(drawn(hidden), config.sweeps)
        pixels = torch.randint(visible.shape[1], (len(visible),), device=visible.device)
        told = {
            "pseudo_likelihood": visible.shape[1] * model.pseudo_likelihood(visible, inputs, pixels).mean(),
            "gap": model.free_energy(contrast, lifted).mean() - model.free_energy(visible, inputs).mean(),
        }
        # probabilities in place of bits: the same mean, less noise
        found = gradients(visible, hidden, contrast, lifted.sigmoid(), *self.centre())
        for parameter, gradient in zip(model.parameters(), found, strict=True):
            parameter.grad = gradient
        self.optimizers["machine"].step()
        return told | {"overshoot": self.overshoot(told["gap"])}

    def overshoot(self, gap: Tensor) -> Tensor:
        """By how many times the steps push data and contrast farther than they lie apart, on average, 0-d."""
        squared = sum(parameter.grad.square().sum() for parameter in self.model.parameters())
        self.pushed.lerp_(torch.stack([self.config.learning_rate * squared, gap.abs()]), FOLLOW)
        return self.pushed[0] / self.pushed[1].clamp_min(1e-6)

    def centre(self) -> tuple[Tensor, Tensor]:
        """What is subtracted from pixels and from hidden units."""
        if self.config.centred:
            return self.pixel_mean, self.hidden_mean
        return torch.zeros_like(self.pixel_mean), torch.zeros_like(self.hidden_mean)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The particles, the hidden units' weights, and the free energy of particles, noise and test digits.

        Its places: hundreds of nats above the last of these on average, and 0; its labels count the three.
        """
        model, shape = self.model, self.model.picture
        particles = model.visible_mean(self.hidden[:SHOWN])
        columns = next(count for count in (10, 8, 5, 4, 3, 2, 1) if len(particles) % count == 0)
        filters = signed(model.weight.T[:FILTERS])
        kinds = [self.visible[:SHOWN], self.noise]
        if self.held is not None:
            # drawn like those that it learns, by coins of their own: cleaner ones would lie lower than any particle can
            grey = self.held.images.flatten(1)
            coins = torch.rand(grey.shape, generator=torch.Generator().manual_seed(0)).to(grey.device)
            kinds.append((coins < grey).float())
        energies = [model.free_energy(rows) for rows in kinds]
        labels = torch.cat([torch.full((len(rows),), kind) for kind, rows in enumerate(energies)])
        places = torch.cat(energies)
        places = torch.stack([(places - energies[-1].mean()) / 100, torch.zeros_like(places)], 1)
        return {
            "particles": Pictures(to_uint8(particles.unflatten(1, shape)), columns=columns),
            "energies": Points(to_float32(places), labels.byte().cpu().numpy()),
            "filters": Pictures(to_uint8(filters.unflatten(1, shape)), columns=min(8, len(filters))),
        }

    def knobs_changed(self) -> None:
        weights, biases = self.optimizers["machine"].param_groups
        weights["lr"] = biases["lr"] = self.config.learning_rate
        weights["weight_decay"] = self.config.decay
        self.pushed.zero_()

    def extra_state(self) -> dict:
        return {"surveyed": self.surveyed}

    def set_extra_state(self, state: dict) -> None:
        self.surveyed = state.get("surveyed", False)


def gradients(
    visible: Tensor, hidden: Tensor, contrast: Tensor, pushed: Tensor, pixel_mean: Tensor, hidden_mean: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Where -log p(v) rises: of weights (D, hidden), pixels' biases (D,) and hidden units' biases (hidden,).

    visible, hidden: the data's rows and what their hidden units are on average; contrast, pushed: the model's own.
    The last term of each bias takes it back to the plain model, in which nothing is subtracted.
    """
    weight = (contrast - pixel_mean).T @ (pushed - hidden_mean) / len(contrast)
    weight.addmm_((visible - pixel_mean).T, hidden - hidden_mean, alpha=-1 / len(visible))
    visible_bias = contrast.mean(0) - visible.mean(0) - weight @ hidden_mean
    hidden_bias = pushed.mean(0) - hidden.mean(0) - weight.T @ pixel_mean
    return weight, visible_bias, hidden_bias


FAMILY = Family(
    name="rbm",
    title="Restricted Boltzmann machine",
    paper="https://www.cs.toronto.edu/~tijmen/pcd/pcd.pdf",
    summary="An energy of pixels and hidden units: it is pushed down at the data and up where its own particles go.",
    chapter="energy",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits"),
    # what every step widens; over a long run the particles come after, and it closes again
    objective=Objective("gap", rises=True),
    headline=(("log_likelihood_ais", "test log-likelihood {:.1f} nats"),),
    evaluate=("partition",),
    config=RBMConfig,
    model=RBM,
    learner=RBMLearner,
)
