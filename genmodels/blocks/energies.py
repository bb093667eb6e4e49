"""Nine energies of the plane, each with its own objective.

After LeCun, Chopra, Hadsell, Ranzato and Huang, "A Tutorial on Energy-Based Learning" (2006), and Ranzato, Boureau,
Chopra and LeCun, "A Unified Energy-Based Framework for Unsupervised Learning", AISTATS 2007: a model is an energy E(x),
low where it would expect data. All nine push E down at the data. They differ in what keeps E from being low everywhere:
  no room          k-means, an autoencoder with one number between, sparse codes, a VAE's noisy code
  noise            a denoising autoencoder is shown points beside the data
  an opponent      a generator makes points, and the critic pushes E up there
  nothing          an autoencoder with more numbers than the point itself has
Each answers the same three questions: energy(x), contrast(x), what is pushed up in this step, and descend(x).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.blocks.side_by_side import perceptron
from genmodels.config import Config, knob

# minus the log variance with which a VAE's code begins: at first it is an autoencoder's, and not lost in noise
SURE = 4.0
STRIDE = 0.02  # how far a ball rolls in a step, at most
IDLE, MEMORY = 0.05, 0.98  # who wins less than this share of what is due begins anew; how long wins are remembered


@dataclass(frozen=True, kw_only=True)
class EnergiesConfig(Config):
    """The knobs of nine energies."""

    width: int = knob(22, "units of each hidden layer", low=4, high=256)
    wide: int = knob(8, "numbers of an over-complete code", low=2, high=64)
    centres: int = knob(48, "centroids of k-means, and atoms of the sparse codes", low=1, high=256)
    noise: float = knob(0.1, "standard deviation of the denoising autoencoder's noise", low=0.0, high=1.0, live=True)
    beta: float = knob(0.0005, "weight of the VAE's KL term", low=0.0, high=10.0, live=True)
    sparsity: float = knob(0.05, "weight of the codes' absolute values", low=0.0, high=1.0, live=True)
    margin: float = knob(0.5, "energy up to which EBGAN pushes fakes", low=0.0, high=100.0, live=True)
    r1: float = knob(0.0, "weight of the GAN's gradient penalty at the data; 0: none", low=0.0, high=100.0, live=True)
    penalty_weight: float = knob(0.1, "weight of WGAN-GP's gradient penalty", low=0.0, high=100.0, live=True)
    learning_rate: float = knob(1e-2, "Adam's step size of all that is no player", low=0.0, high=1.0, live=True)
    g_learning_rate: float = knob(2e-3, "the generators' step size", low=0.0, high=1.0, live=True)
    d_learning_rate: float = knob(5e-3, "the critics' step size", low=0.0, high=1.0, live=True)
    average: float = knob(0.99, "memory of the weights' moving average", low=0.0, high=0.99999)


class Energy(nn.Module, ABC):
    """E(x) of points (N, 2), in one way or another.  noise: (N, 2) from N(0, 1), all the chance that a step has."""

    def __init__(self, config: EnergiesConfig):
        super().__init__()
        self.config = config

    @abstractmethod
    def energy(self, x: Tensor) -> Tensor:
        """(N, 2) -> (N,)."""

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        """What a step makes smaller: the energy of the data, and whatever keeps it from being low elsewhere."""
        return self.energy(x).mean()

    def contrast(self, x: Tensor, noise: Tensor) -> Tensor:
        """The points (N, 2) whose energy this step pushes up; (0, 2) where the architecture leaves no need of any."""
        return x[:0]

    def descend(self, x: Tensor, height: float = 1.0, steps: int = 400) -> Tensor:
        """Where a ball that starts at x comes to rest, rolling down the energy.  height: what counts as steep."""
        for _ in range(steps):
            down = -slope(self, x) / height
            x = x + STRIDE * down / down.norm(dim=1, keepdim=True).clamp_min(1.0)
        return x

    def begin_at(self, x: Tensor) -> None:
        """The first look at the data, or at others that take their place. Most need none."""


def slope(tile: Energy, x: Tensor) -> Tensor:
    """The gradient of the energy at x, (N, 2) -> (N, 2)."""
    with torch.inference_mode(False), torch.enable_grad():
        x = x.detach().clone().requires_grad_()
        return torch.autograd.grad(tile.energy(x).sum(), x)[0]


class Centred(Energy):
    """An energy with places of its own in the plane, each of which shall be of use to some of the data."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        self.centres = nn.Parameter(torch.randn(config.centres, 2))
        self.register_buffer("won", torch.ones(config.centres))  # points a centre is of use to, 1: as many as are due

    @torch.no_grad()
    def begin_at(self, x: Tensor) -> None:
        self.centres.copy_(x[torch.linspace(0, len(x) - 1, len(self.centres), device=x.device).long()])
        self.won.fill_(1.0)

    @torch.no_grad()
    def revive(self, x: Tensor, used: Tensor) -> None:
        """Whoever is of use to next to nobody begins anew at a point of the data.  used: (N, K)."""
        share = used.float().mean(0)
        self.won.lerp_(share / share.mean().clamp_min(1e-9), 1 - MEMORY)
        idle = self.won < IDLE
        fresh = x[torch.randint(len(x), self.won.shape, device=x.device)]
        self.centres.copy_(torch.where(idle[:, None], fresh, self.centres))
        self.won.masked_fill_(idle, 1.0)


class KMeans(Centred):
    """E(x) = min_k |x - c_k|^2: no room, as there are only so many places at which it is low."""

    def energy(self, x: Tensor) -> Tensor:
        return squared_distances(x, self.centres).amin(1)

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        nearest = squared_distances(x, self.centres).argmin(1)
        self.revive(x, F.one_hot(nearest, len(self.centres)))
        return (x - self.centres[nearest]).square().sum(1).mean()


class Autoencoder(Energy):
    """E(x) = |x - decode(encode(x))|^2 through so many numbers: what cannot be rebuilt has a high energy."""

    def __init__(self, config: EnergiesConfig, code: int = 1, outputs: int | None = None):
        super().__init__(config)
        self.encoder = nn.Sequential(*perceptron(2, config.width, config.width, outputs or code))
        self.decoder = nn.Sequential(*perceptron(code, config.width, config.width, 2))

    def reconstruct(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))

    def energy(self, x: Tensor) -> Tensor:
        return (x - self.reconstruct(x)).square().sum(1)


class Overcomplete(Autoencoder):
    """The same through more numbers than a point has: nothing keeps it from rebuilding every point of the plane."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config, config.wide)


class Denoising(Autoencoder):
    """Rebuilds the point from a noisy one (Vincent et al., 2008), through two numbers: the noise alone keeps E up."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config, 2)

    def contrast(self, x: Tensor, noise: Tensor) -> Tensor:
        return x + self.config.noise * noise

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        return (x - self.reconstruct(self.contrast(x, noise))).square().sum(1).mean()


class Variational(Autoencoder):
    """A code that is a little cloud (Kingma and Welling, 2014).

    E(x) = |x - decode(mean)|^2 + beta KL(cloud || N(0, 1)).
    """

    def __init__(self, config: EnergiesConfig):
        super().__init__(config, 1, 2)

    def reconstruct(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x)[:, :1])

    def energy(self, x: Tensor) -> Tensor:
        return super().energy(x) + self.config.beta * self.kl(self.encoder(x))

    def kl(self, code: Tensor) -> Tensor:
        mean, log_variance = code[:, 0], code[:, 1] - SURE
        return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        code = self.encoder(x)
        latent = code[:, :1] + (0.5 * (code[:, 1:] - SURE)).exp() * noise[:, :1]
        rebuilt = (x - self.decoder(latent)).square().sum(1)
        return (rebuilt + self.config.beta * self.kl(code)).mean()


class Sparse(Centred):
    """E(x) = min_z |f(x) - sum_k z_k f(c_k)|^2 / 2 + sparsity |z|_1, where f(x).f(y) = exp(-|x - y|^2 / 2 w^2)."""

    WIDTH, SOLVING = 0.15, 20  # w, and the steps of ISTA

    def kernel(self, x: Tensor, y: Tensor) -> Tensor:
        return (squared_distances(x, y) / (-2 * self.WIDTH**2)).exp()

    def solved(self, to: Tensor, among: Tensor) -> Tensor:
        """The z of the minimum, (N, K), by ISTA: a step down the square, then a shrinking one."""
        size = 1 / among.abs().sum(1).max()  # at most one over the largest eigenvalue
        z = torch.zeros_like(to)
        for _ in range(self.SOLVING):
            moved = z + size * (to - z @ among)
            z = moved - moved.clamp(-size * self.config.sparsity, size * self.config.sparsity)
        return z

    def energy(self, x: Tensor) -> Tensor:
        to, among = self.kernel(x, self.centres), self.kernel(self.centres, self.centres)
        z = self.solved(to.detach(), among.detach())  # at the minimum E does not change with z
        return 0.5 - (to * z).sum(1) + ((z @ among) * z).sum(1) / 2 + self.config.sparsity * z.abs().sum(1)

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        self.revive(x, self.kernel(x, self.centres) > 0.5)
        return super().loss(x, noise)


class Adversarial(Energy):
    """An energy with an opponent, whose points it pushes up while they try to go down."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        self.generator = nn.Sequential(*perceptron(2, config.width, config.width, 2))

    def contrast(self, x: Tensor, noise: Tensor) -> Tensor:
        return self.generator(noise)

    def held_still(self, x: Tensor) -> Tensor:
        """The energy at x as the generator feels it: it cannot move the energy, only its points."""
        weights = [weight for weight in self.parameters() if weight.requires_grad]
        for weight in weights:
            weight.requires_grad_(False)
        energy = self.energy(x)
        for weight in weights:
            weight.requires_grad_(True)
        return energy


class Discriminator(Adversarial):
    """A GAN's (Goodfellow et al., 2014): E(x) = -logit D(x).

    R1 (Mescheder et al., 2018) is a penalty on the slope at the data.
    """

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        self.logit = nn.Sequential(*perceptron(2, config.width, config.width, 1))

    def energy(self, x: Tensor) -> Tensor:
        return -self.logit(x).squeeze(1)

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        fakes = self.contrast(x, noise)
        push = F.softplus(self.energy(x)) + F.softplus(-self.energy(fakes.detach()))
        if self.config.r1:
            push = push + self.config.r1 / 2 * steepness(self, x).square()
        return (push + F.softplus(self.held_still(fakes))).mean()


class Critic(Discriminator):
    """WGAN-GP's (Gulrajani et al., 2017): E(x) = -critic(x), with a slope of one on the way from fakes to data."""

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        fakes = self.contrast(x, noise)
        push = self.energy(x) - self.energy(fakes.detach())
        between = torch.lerp(fakes.detach(), x, torch.rand(len(x), 1, device=x.device))
        penalty = self.config.penalty_weight * (steepness(self, between) - 1).square()
        return (push + penalty + self.held_still(fakes)).mean()


class EBGAN(Adversarial):
    """Zhao et al., 2017: E(x) = |x - decode(encode(x))|^2, pushed up at fakes as far as the margin."""

    def __init__(self, config: EnergiesConfig):
        super().__init__(config)
        self.autoencoder = Overcomplete(config)

    def energy(self, x: Tensor) -> Tensor:
        return self.autoencoder.energy(x)

    def loss(self, x: Tensor, noise: Tensor) -> Tensor:
        fakes = self.contrast(x, noise)
        push = self.energy(x) + F.relu(self.config.margin - self.energy(fakes.detach()))
        return (push + self.held_still(fakes)).mean()


def steepness(tile: Energy, x: Tensor) -> Tensor:
    """|dE/dx| at x, (N,), itself to be learned."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(tile.energy(x).sum(), x, create_graph=True)
    return gradient.square().sum(1).add(1e-12).sqrt()


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """(N, 2), (K, 2) -> (N, K)."""
    return (x[:, None] - y).square().sum(2)


TILES: dict[str, type[Energy]] = {
    "kmeans": KMeans,
    "autoencoder": Autoencoder,
    "overcomplete": Overcomplete,
    "denoising": Denoising,
    "variational": Variational,
    "sparse": Sparse,
    "gan": Discriminator,
    "wgan": Critic,
    "ebgan": EBGAN,
}
