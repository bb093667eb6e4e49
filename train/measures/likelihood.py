"""A variational autoencoder's bound and its likelihood, in nats per test image; and where these lie in latent space."""

from collections.abc import Callable

import torch
from torch import Tensor

from genmodels import metrics
from genmodels.batch import Batch
from genmodels.blocks.condition import condition_vector
from genmodels.data import CLASS_NAMES
from genmodels.model import Model
from train.measure import Measure, Options, Scores

KEPT_MEANS = {2: 10_000}  # the map shows every test image; the other tabs need some digits to start from


def scores(model: Model, test: Batch, options: Options) -> tuple[Scores, dict[str, Tensor]]:
    """Of a conditional model: given the labels."""
    images, labels = test.images, test.labels
    given = condition_vector(labels, model.config.classes) if hasattr(model.config, "classes") else None
    targets = metrics.binarized(images) if model.config.decoder == "bernoulli" else images
    bounds, nll, means = [], [], []
    for rows in torch.arange(len(images)).split(500):
        condition = () if given is None else (given[rows],)
        bounds.append(model.elbo(targets[rows], *condition))
        means.append(model.encode(images[rows], *condition).mean)
        posterior = model.encode(targets[rows], *condition)
        likelihood = _likelihood(model, targets[rows], condition)
        nll.append(metrics.importance_sampled_nll(posterior, likelihood, options.importance_samples))
    reconstruction = torch.cat([bound.reconstruction for bound in bounds])
    kl, means = torch.cat([bound.kl for bound in bounds]), torch.cat(means)
    found = {
        "nll": torch.cat(nll).mean().item(),
        "elbo": (reconstruction - kl.sum(1)).mean().item(),
        "reconstruction": reconstruction.mean().item(),
        "kl": kl.sum(1).mean().item(),
        "active_latents": int((kl.mean(0) > 0.01).sum()),
        "importance_samples": options.importance_samples,
        "test_images": len(images),
    }
    kept = slice(KEPT_MEANS.get(model.config.latents, 1000))
    classes = torch.stack([means[labels == number].mean(0) for number in range(len(CLASS_NAMES[model.card.data]))])
    tensors = {"test_means": means[kept].half(), "test_labels": labels[kept].to(torch.uint8)}
    return found, tensors | {"kl_per_dimension": kl.mean(0), "class_means": classes}


def _likelihood(model: Model, images: Tensor, condition: tuple) -> Callable[[Tensor], Tensor]:
    return lambda latents: model.log_likelihood(images, latents, *condition)


MEASURE = Measure(scores)
