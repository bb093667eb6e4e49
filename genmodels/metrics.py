"""Scores: pure functions from tensors to numbers. They know no file, no data set and no family."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from genmodels.blocks.gaussian import Posterior, log_standard_normal


def binarized(images: Tensor, seed: int = 0) -> Tensor:
    """Grey pictures as black and white ones: each pixel drawn with its grey as probability, once and for all."""
    generator = torch.Generator().manual_seed(seed)
    return torch.bernoulli(images.cpu(), generator=generator).to(images.device)


def importance_sampled_nll(
    posterior: Posterior, log_likelihood: Callable[[Tensor], Tensor], samples: int = 200
) -> Tensor:
    """-log p(x) in nats, (N,), by importance samples from the posterior (Burda et al., arXiv:1509.00519).

    log_likelihood(latents (N, L)) -> log p(x | z) (N,).  More samples lower the estimate towards the true value.
    """
    weights = []
    for _ in range(samples):
        latents = posterior.sample()
        weights.append(log_likelihood(latents) + log_standard_normal(latents) - posterior.log_density(latents))
    return math.log(samples) - torch.stack(weights).logsumexp(0)


def class_accuracy(logits: Tensor, labels: Tensor) -> float:
    """Share of the rows whose largest logit is the label's."""
    return (logits.argmax(1) == labels).float().mean().item()


def class_histogram(logits: Tensor) -> list[float]:
    """Share of each class among the most likely ones."""
    counts = torch.bincount(logits.argmax(1), minlength=logits.shape[1])
    return (counts / counts.sum()).tolist()


def mean_confidence(logits: Tensor) -> float:
    """Mean probability of the most likely class."""
    return logits.softmax(1).amax(1).mean().item()


def participation(filters: Tensor) -> Tensor:
    """How many pixels share in each filter's weights, (H,), between 1 and all: (sum w^2)^2 / sum w^4.

    filters: (H, C, H, W).  A filter that looks at one stroke alone has few, one that looks everywhere has many.
    """
    energy = filters.flatten(1).square()
    return energy.sum(1).square() / energy.square().sum(1)


def frechet_distance(real: Tensor, fake: Tensor) -> float:
    """Distance of two Gaussians fitted to features (N, F) and (M, F) (Heusel et al., arXiv:1706.08500)."""
    real, fake = real.cpu().double(), fake.cpu().double()  # a Mac's GPU has no double precision
    means = (real.mean(0) - fake.mean(0)).square().sum()
    first, second = torch.cov(real.T), torch.cov(fake.T)
    # trace of the square root of a product of covariances: its eigenvalues are real and not negative, rounding apart
    root = torch.linalg.eigvals(first @ second).real.clamp(min=0).sqrt().sum()
    return (means + first.trace() + second.trace() - 2 * root).item()


def coverage(real: Tensor, fake: Tensor, k: int = 5) -> float:
    """Share of the real examples that have a fake one nearer than their k-th real neighbour.

    Naeem et al., "Reliable Fidelity and Diversity Metrics", arXiv:2002.09797. (N, F) and (M, F).
    """
    covered = 0
    for rows in real.split(1000):
        radius = torch.cdist(rows, real).kthvalue(k + 1, dim=1).values  # the nearest one is the example itself
        covered += int((torch.cdist(rows, fake).amin(1) < radius).sum())
    return covered / len(real)


def neighbour_accuracy(
    places: Tensor, labels: Tensor, own: Tensor, classes: Tensor, *, k: int = 10, itself: bool = False
) -> float:
    """Share of places (N, 2) with the class that most of their k nearest among a map's own points (M, 2) have.

    itself: the places are those points, and none is its own neighbour.
    """
    right = 0
    for rows, wanted in zip(places.split(500), labels.split(500), strict=True):
        distances = torch.cdist(rows, own, compute_mode="donot_use_mm_for_euclid_dist")  # else near ones are all 0
        nearest = distances.topk(k + itself, largest=False).indices[:, int(itself) :]
        right += (classes[nearest].mode(1).values == wanted).sum().item()
    return right / len(places)


def trustworthiness(codes: Tensor, places: Tensor, rows: int, k: int = 10) -> list[float]:
    """For each of several maps (M, N, 2) of codes (N, C): 1 where the k nearest on it were the k nearest before.

    Venna and Kaski (2001). Of the first so many rows, among all points.
    """
    count, lost = len(codes), [0.0] * len(places)
    rows = min(rows, count)
    for chosen in torch.arange(rows, device=codes.device).split(500):
        itself = (torch.arange(len(chosen), device=codes.device), chosen)
        ranks = torch.cdist(codes[chosen], codes).index_put(itself, codes.new_tensor(-1.0)).argsort(1).argsort(1)
        for number, own in enumerate(places):
            distances = torch.cdist(own[chosen], own, compute_mode="donot_use_mm_for_euclid_dist")
            distances[itself] = torch.inf
            nearest = distances.topk(k, largest=False).indices
            lost[number] += (ranks.gather(1, nearest) - k).clamp_min(0).sum().item()
    return [1 - 2 * each / (rows * k * (2 * count - 3 * k - 1)) for each in lost]
