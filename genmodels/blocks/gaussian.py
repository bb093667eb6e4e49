"""The diagonal Gaussian of a variational autoencoder, the two terms of its bound, and what is shown of both."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, randn_like

from genmodels.config import Config, knob
from genmodels.runtime import PRECISIONS
from genmodels.shown import Bars, Pictures, Shown, to_uint8

LOG_TWO_PI = math.log(2 * math.pi)
EXAMPLES, BARS = 8, 64  # pictures that are shown beside their reconstructions, latents whose KL is shown


@dataclass(frozen=True, kw_only=True)
class VariationalConfig(Config):
    """The knobs that every variational autoencoder has."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128, multiple=4)
    latents: int = knob(32, "dimensions of the latent space", low=1, high=512)
    width: int = knob(32, "channels of the first convolution", low=4, high=128)
    decoder: str = knob("bernoulli", "what a pixel is given z", choices=("bernoulli", "gaussian"))
    sigma: float = knob(0.1, "standard deviation of the Gaussian decoder", low=0.001, high=1.0)
    binarize: bool = knob(False, "draw black or white pixels from the grey ones at each step (binarised MNIST)")
    beta: float = knob(1.0, "weight of the KL term", low=0.0, high=100.0, live=True)
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)
    precision: str = knob("float32", "numbers of the forward pass", choices=PRECISIONS)


class Posterior(NamedTuple):
    """q(z | x) = N(mean, exp(log_variance)), one per image: (N, L) each."""

    mean: Tensor
    log_variance: Tensor

    def sample(self) -> Tensor:
        """z = mean + sigma * epsilon: the reparameterisation that lets gradients reach mean and sigma."""
        return self.mean + self.log_variance.mul(0.5).exp() * randn_like(self.mean)

    def kl(self) -> Tensor:
        """KL(q || N(0, 1)) in nats, (N, L): one number per latent dimension, so that idle ones can be seen."""
        return 0.5 * (self.mean.square() + self.log_variance.exp() - 1 - self.log_variance)

    def log_density(self, latents: Tensor) -> Tensor:
        """log q(latents), (N,)."""
        scaled = (latents - self.mean).square() / self.log_variance.exp()
        return -0.5 * (scaled + self.log_variance + LOG_TWO_PI).sum(-1)


class ELBO(NamedTuple):
    """The bound's two terms in nats per image; the ELBO itself is reconstruction - kl.sum(1).

    reconstruction: (N,) E_q[log p(x | z)] from one sample of z.  kl: (N, L).
    """

    reconstruction: Tensor
    kl: Tensor

    @property
    def total(self) -> Tensor:
        return self.reconstruction - self.kl.sum(1)


def log_standard_normal(latents: Tensor) -> Tensor:
    """log p(z) under the prior, (N,)."""
    return -0.5 * (latents.square() + LOG_TWO_PI).sum(-1)


def log_likelihood(decoded: Tensor, images: Tensor, decoder: str, sigma: float = 0.1) -> Tensor:
    """log p(x | z), (N,), from the decoder's raw output (N, C, H, W).

    bernoulli: the output is a logit per pixel; grey targets count as the expectation over their binarisations.
    gaussian: the sigmoid of the output is the mean, sigma the fixed standard deviation in units of the [0, 1] range.
    """
    if decoder == "bernoulli":
        return -F.binary_cross_entropy_with_logits(decoded, images, reduction="none").flatten(1).sum(1)
    error = (images - decoded.sigmoid()) / sigma
    constant = LOG_TWO_PI + 2 * math.log(sigma)
    return -0.5 * (error.square() + constant).flatten(1).sum(1)


def reconstructed(images: Tensor, posterior: Posterior, decode: Callable[[Tensor], Tensor]) -> dict[str, Shown]:
    """Held-out images (N, C, H, W) in [0, 1] and their posteriors.

    reconstructions: the first eight, below each what its mean decodes to; decode takes the eight means.  kl: nats of
    each latent, the mean over the images.
    """
    first = torch.cat([images[:EXAMPLES], decode(posterior.mean[:EXAMPLES])])
    nats = posterior.kl().mean(0)[:BARS].tolist()
    names = tuple(f"z{place}" for place in range(1, len(nats) + 1))
    return {
        "reconstructions": Pictures(to_uint8(first), columns=len(first) // 2),
        "kl": Bars(names, tuple(nats)),
    }


@torch.inference_mode(False)
@torch.enable_grad()
def forces(posterior: Posterior, log_likelihood: Callable[[Tensor], Tensor], beta: float) -> Tensor:
    """What pulls each posterior's mean where training moves it: (N, 2, L), first the reconstruction, then the KL term.

    The gradients, with respect to the mean, of log p(x | z) and of -beta * KL. The first is taken at z = mean, not over
    the posterior: a few noisy draws would let the arrows tremble.
    """
    mean = posterior.mean.clone().requires_grad_()
    kl = Posterior(mean, posterior.log_variance.clone()).kl().sum()
    return torch.stack([torch.autograd.grad(term, mean)[0] for term in (log_likelihood(mean).sum(), -beta * kl)], 1)
