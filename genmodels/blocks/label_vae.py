"""M1: a VAE that knows no labels. M2: one whose second latent variable is the label, and the two bounds it learns by.

L(x, y) of a picture whose label is known, U(x) of one whose label is not: the expectation of L over q(y | x), and the
entropy of q(y | x). See genmodels/models/semi_supervised_vae.py for the paper, and for what is learned with them.
"""

import functools
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.condition import condition_vector
from genmodels.blocks.gaussian import LOG_TWO_PI, Posterior, log_likelihood
from genmodels.blocks.side_by_side import Linears, perceptron


class M1(nn.Module):
    """A VAE of perceptrons that knows no labels: rows of pixels (N, D) -> codes (N, L) and back to logits (N, D)."""

    def __init__(self, inputs: int, latents: int, width: int):
        super().__init__()
        self.encoder = nn.Sequential(*perceptron(inputs, width, width, 2 * latents))
        self.decoder = nn.Sequential(*perceptron(latents, width, width, inputs))

    def encode(self, x: Tensor) -> Posterior:
        return Posterior(*self.encoder(x).chunk(2, 1))

    def bound(self, x: Tensor) -> Tensor:
        """The bound of black and white pixels, (N,) in nats, from one draw of the codes."""
        posterior = self.encode(x)
        return log_likelihood(self.decoder(posterior.sample()), x, "bernoulli") - posterior.kl().sum(1)


class M2(nn.Module):
    """p(y) p(z) p(x | y, z) with q(y | x) and q(z | x, y), once for each draw of the labels.

    Rows x are (S, N, D), labels (S, ..., K) and z (S, ..., L), S draws side by side.
    gaussian: x are real numbers, each with a variance of its own; otherwise pixels.
    """

    def __init__(self, classifier: nn.Module, sizes: tuple[int, int, int, int, int], *, gaussian: bool):
        """sizes: S draws, D numbers of a row, units of a hidden layer, L latents, K classes."""
        super().__init__()
        draws, inputs, width, latents, self.classes = sizes
        self.gaussian, self.classifier = gaussian, classifier
        linear = functools.partial(Linears, draws)
        # first layers in two parts: x goes through its own once, not once for each label that it might have
        self.of_x = linear(inputs, width)
        self.of_y = linear(self.classes, width, bias=False)
        self.posterior = nn.Sequential(nn.SiLU(), linear(width, 2 * latents))
        self.from_z = linear(latents, width)
        self.from_y = linear(self.classes, width, bias=False)
        self.output = nn.Sequential(nn.SiLU(), linear(width, inputs * (2 if gaussian else 1)))

    def encode(self, of_x: Tensor, labels: Tensor) -> Posterior:
        """q(z | x, y), of what of_x made of x."""
        return Posterior(*self.posterior(of_x + self.of_y(labels)).chunk(2, -1))

    def decode(self, z: Tensor, labels: Tensor) -> Tensor:
        """The raw output: logits of pixels, or means and log variances."""
        return self.output(self.from_z(z) + self.from_y(labels))

    def log_likelihood(self, x: Tensor, z: Tensor, labels: Tensor, kept: Tensor) -> Tensor:
        """log p(x | y, z) in nats, (S, ...).  kept: (D,) bool, which numbers of x count."""
        decoded = self.decode(z, labels)
        if not self.gaussian:
            return -F.binary_cross_entropy_with_logits(decoded, x.expand_as(decoded), reduction="none").sum(-1)
        mean, log_variance = decoded.chunk(2, -1)
        nats = -0.5 * ((x - mean).square() * torch.exp(-log_variance) + log_variance + LOG_TWO_PI)
        return (nats * kept).sum(-1)

    def bound(self, x: Tensor, of_x: Tensor, labels: Tensor, noise: Tensor, kept: Tensor) -> Tensor:
        """L(x, y), (S, ...), from one draw of z made of the noise (S, ..., L)."""
        posterior = self.encode(of_x, labels)
        z = posterior.mean + posterior.log_variance.mul(0.5).exp() * noise
        return self.log_likelihood(x, z, labels, kept) - math.log(self.classes) - posterior.kl().sum(-1)

    def unlabelled(
        self, x: Tensor, of_x: Tensor, logits: Tensor, noise: Tensor, kept: Tensor, summed: int
    ) -> tuple[Tensor, Tensor]:
        """U(x) and the entropy H(q(y | x)) in it, (S, N) each.  logits: of q(y | x), (S, N, K)."""
        most, classes = logits.topk(summed, -1)  # (S, N, summed)
        log_q = most.log_softmax(-1)
        labels = condition_vector(classes.flatten(), self.classes).view(*classes.shape, self.classes)
        bounds = self.bound(x[:, :, None], of_x[:, :, None], labels, noise[:, :, None], kept)
        entropy = -(log_q.exp() * log_q).sum(-1)
        return (log_q.exp() * bounds).sum(-1) + entropy, entropy
