"""The log-likelihood of a Boltzmann machine in nats per test image: what it takes is log Z, a sum over all states.

Annealed importance sampling (Neal, arXiv:physics/9803008; Salakhutdinov and Murray, ICML 2008) walks from a machine
without connections, whose Z is known, to this one. On average its weights are right, so their logarithm is too low and
the likelihood, on average, too good. The same walk backwards, from samples of the machine itself, errs to the other
side: between the two lies the truth, as far as the samples that it begins with are the machine's. With few hidden units
the sum is done.
"""

import itertools
import math

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.models.rbm import RBM, drawn
from train.measure import Measure, Options, Scores

CHAINS, TEMPERATURES = 5, 50  # for each importance sample that is asked for: 1,000 and 10,000 of a card's 200
FEWEST = 20, 300  # chains and temperatures, however few samples are asked for
BURN_IN = 10  # temperatures for each sweep by which the walk back gets its samples from digits
DIGITS = 100  # kept for the tab
SUMMED = 18  # hidden units whose states are all summed over


def scores(model: RBM, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    visible = metrics.binarized(test.images).flatten(1)
    asked = options.importance_samples
    chains, temperatures = map(max, FEWEST, (CHAINS * asked, TEMPERATURES * asked))
    walk = Walk(model, visible)
    height = -walk.free_energy(visible, 1.0).mean()
    forward, backward = walk.forward(chains, temperatures), walk.backward(chains, temperatures, visible)
    found: Scores = {
        "log_likelihood_ais": (height - log_mean(forward) - walk.log_z).item(),
        "log_likelihood_reverse": (height + log_mean(backward) - walk.log_z).item(),
        "ais_standard_error": standard_error(forward).item(),
        "ais_chains": chains,
        "ais_temperatures": temperatures,
        "test_images": len(visible),
    }
    if model.config.hidden <= SUMMED:
        found["log_likelihood_exact"] = (height - exact_log_z(model)).item()
    return found, {"digits": visible[:DIGITS].to(torch.uint8)}


class Walk:
    """From a machine without connections to this one: at temperature t its energy is (1 - t) E_0 + t E.

    E_0 has the biases that give pixels and hidden units the means they have where the rows are. Weights are
    added up in double precision. What pixels send to hidden units is not: its rounding enters by the difference of two
    neighbouring temperatures alone.
    log_z: of the machine without connections, 0-d.
    """

    def __init__(self, model: RBM, rows: Tensor):
        self.weight, self.back = model.weight.float(), model.weight.T.float().contiguous()
        hidden = model.hidden_mean(rows).mean(0)
        self.first = [mean.clamp(0.001, 0.999).double().logit() for mean in (rows.mean(0), hidden)]
        self.last = [model.visible_bias.double(), model.hidden_bias.double()]
        self.log_z = sum(F.softplus(bias).sum() for bias in self.first)

    def biases(self, t: float) -> list[Tensor]:
        """Of pixels (D,) and of hidden units (hidden,)."""
        return [first.lerp(last, t) for first, last in zip(self.first, self.last, strict=True)]

    def free_energy(self, visible: Tensor, t: float) -> Tensor:
        """(N, D) -> (N,)."""
        pixels, units = self.biases(t)
        visible = visible.double()
        return -visible @ pixels - F.softplus(units + t * (visible @ self.weight.double())).sum(1)

    def forward(self, chains: int, temperatures: int) -> Tensor:
        """Log weights (chains,) whose mean is Z / Z_0."""
        start = self.first[0].sigmoid().float().expand(chains, -1)
        return self._weights(drawn(start), torch.linspace(0, 1, temperatures).tolist())

    def backward(self, chains: int, temperatures: int, rows: Tensor) -> Tensor:
        """Log weights (chains,) whose mean is Z_0 / Z.  rows: what the chains begin with, to sweep until it is the
        machine's own."""
        visible = rows[torch.arange(chains, device=rows.device) % len(rows)]
        for _ in range(temperatures // BURN_IN):
            visible = self._swept(visible @ self.weight, 1.0)
        return self._weights(visible, torch.linspace(1, 0, temperatures).tolist())

    def _weights(self, visible: Tensor, way: list[float]) -> Tensor:
        found = torch.zeros(len(visible), dtype=torch.double, device=visible.device)
        tilt = (self.last[0] - self.first[0]).float()
        for here, there in itertools.pairwise(way):
            inputs = visible @ self.weight
            found.add_(visible @ tilt, alpha=there - here)
            exact = inputs.double()
            for t, sign in ((there, 1), (here, -1)):
                found.add_(F.softplus(torch.add(self.biases(t)[1], exact, alpha=t)).sum(1), alpha=sign)
            visible = self._swept(inputs, there)
        return found

    def _swept(self, inputs: Tensor, t: float) -> Tensor:
        """One Gibbs sweep at that temperature.  inputs: what the pixels send to the hidden units, (N, hidden)."""
        pixels, units = (bias.float() for bias in self.biases(t))
        hidden = drawn((units + t * inputs).sigmoid())
        return drawn(torch.addmm(pixels, hidden, self.back, alpha=t).sigmoid())


def log_mean(logs: Tensor) -> Tensor:
    """The logarithm of the mean of numbers whose logarithms these are, (N,) -> 0-d."""
    return logs.logsumexp(0) - math.log(len(logs))


def standard_error(logs: Tensor) -> Tensor:
    """Of `log_mean`, to first order, 0-d."""
    shares = (logs - logs.max()).exp()
    return shares.std() / shares.mean() / math.sqrt(len(logs))


def exact_log_z(model: RBM) -> Tensor:
    """log Z by all states of the hidden units: given these, the pixels are independent."""
    weight, pixels, units = (each.double() for each in model.parameters())
    parts = []
    for states in torch.arange(2 ** len(units), device=weight.device).split(4096):
        hidden = (states[:, None] >> torch.arange(len(units), device=weight.device) & 1).double()
        parts.append((hidden @ units + F.softplus(pixels + hidden @ weight.T).sum(1)).logsumexp(0))
    return torch.stack(parts).logsumexp(0)


MEASURE = Measure(scores)
