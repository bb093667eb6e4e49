"""python -m train evaluate NAME: the scores that a checkpoint's card carries, measured on the data set's test half."""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from genmodels import checkpoints, data, metrics
from genmodels.blocks.condition import condition_vector
from genmodels.reasons import UserError
from genmodels.runtime import best_device, channels_last, flush_denormals, seed_everything
from train import card as cards
from train.evaluate_pairs import evaluate_pix2pix, write_contact_sheets

SAMPLES = 10_000  # as many as the test sets have
IMPORTANCE_SAMPLES = 200
KEPT_MEANS = {2: 10_000}  # the map shows every test image; the other tabs need some digits to start from
NOTES = "dcgan-mnist-notes"  # the plain recipe that the other GANs are compared with

Scores = dict[str, float | int | list[float]]


def report(name: str, *, device: str | None, as_json: bool, save: bool, beside: dict[str, str] | None = None) -> Scores:
    """Measures, prints, and with `save` writes the scores into the checkpoint's folder.

    beside: suffix -> checkpoint, other networks of the family that are measured in the same run (pix2pix).
    """
    folder = _own_folder(name) if save else None
    others = {suffix: checkpoints.load(other, device) for suffix, other in (beside or {}).items()}
    scores, tensors = evaluate(name, device=device, beside=others)
    if as_json:
        print(json.dumps(scores))
    else:
        for key, value in scores.items():
            print(f"{key:28} {cards.number(value)}")
    if folder:
        _write(folder, scores, tensors, others)
    return scores


def _own_folder(name: str) -> Path:
    """Where the scores go; known before hours are spent on them. The Hub's cache is the Hub's to write."""
    found = checkpoints.locate(name)
    if found.repository:
        raise UserError(
            f"{name} is in the Hub's cache, where nothing else may be written; copy it with `hf download "
            f"{found.repository.partition('@')[0]} --local-dir runs/mine` and evaluate runs/mine instead"
        )
    return found.folder


@torch.inference_mode()
def evaluate(
    name: str,
    *,
    device: str | None = None,
    limit: int | None = None,
    importance_samples: int = IMPORTANCE_SAMPLES,
    beside: dict[str, nn.Module] | None = None,
) -> tuple[Scores, dict[str, Tensor]]:
    """Scores and the tensors that the tabs need. limit: only so many test images and samples, for a quick check."""
    flush_denormals()
    seed_everything(0)
    model = channels_last(checkpoints.load(name, device))
    family, on = model.card.family, best_device(device)
    if family not in EVALUATORS:
        raise UserError(f"there are no scores for the family {family!r} yet; there are for {', '.join(EVALUATORS)}")
    test = data.load(model.card.data, "test")
    images = test.images[:limit].to(on).float().div(255)
    given = test.labels[:limit].to(on) if test.sketches is None else test.sketches[:limit].to(on).float().div(255)
    if beside and family != "pix2pix":
        raise UserError(f"only pix2pix is measured beside other checkpoints, not {family}")
    options: dict = {"importance_samples": importance_samples} if EVALUATORS[family] is evaluate_vae else {}
    if family == "pix2pix":
        options["beside"] = {suffix: channels_last(other) for suffix, other in (beside or {}).items()}
    return EVALUATORS[family](model, images, given, **options)


def evaluate_judge(model: nn.Module, images: Tensor, labels: Tensor) -> tuple[Scores, dict[str, Tensor]]:
    logits = _batched(model, images)
    return {"accuracy": metrics.class_accuracy(logits, labels), "confidence": metrics.mean_confidence(logits)}, {}


def evaluate_vae(
    model: nn.Module, images: Tensor, labels: Tensor, importance_samples: int
) -> tuple[Scores, dict[str, Tensor]]:
    """The bound and the likelihood; for a conditional model also how its samples look to the judge."""
    given = condition_vector(labels, 10) if model.card.family == "cvae" else None
    targets = metrics.binarized(images) if model.config.decoder == "bernoulli" else images
    bounds, nll, means = [], [], []
    for rows in torch.arange(len(images)).split(500):
        condition = () if given is None else (given[rows],)
        bounds.append(model.elbo(targets[rows], *condition))
        means.append(model.encode(images[rows], *condition).mean)
        posterior = model.encode(targets[rows], *condition)
        likelihood = _likelihood(model, targets[rows], condition)
        nll.append(metrics.importance_sampled_nll(posterior, likelihood, importance_samples))
    reconstruction = torch.cat([bound.reconstruction for bound in bounds])
    kl, means = torch.cat([bound.kl for bound in bounds]), torch.cat(means)
    scores = {
        "nll": torch.cat(nll).mean().item(),
        "elbo": (reconstruction - kl.sum(1)).mean().item(),
        "reconstruction": reconstruction.mean().item(),
        "kl": kl.sum(1).mean().item(),
        "active_latents": int((kl.mean(0) > 0.01).sum()),
        "importance_samples": importance_samples,
        "test_images": len(images),
    }
    if given is not None:
        scores |= _class_scores(model.decode, model, images)
    kept = slice(KEPT_MEANS.get(model.config.latents, 1000))
    classes = torch.stack([means[labels == number].mean(0) for number in range(10)])
    tensors = {"test_means": means[kept].half(), "test_labels": labels[kept].to(torch.uint8)}
    return scores, tensors | {"kl_per_dimension": kl.mean(0), "class_means": classes}


def _likelihood(model: nn.Module, images: Tensor, condition: tuple) -> Callable[[Tensor], Tensor]:
    return lambda latents: model.log_likelihood(images, latents, *condition)


def evaluate_cgan(model: nn.Module, images: Tensor, labels: Tensor) -> tuple[Scores, dict[str, Tensor]]:
    return _class_scores(model.generate, model, images), {}


def evaluate_gan(model: nn.Module, images: Tensor, labels: Tensor) -> tuple[Scores, dict[str, Tensor]]:
    """Frechet distance to the test set and the classes among the samples, beside the plain recipe's."""
    judge = _judge(model)
    real = _batched(judge.features, images)

    def judged(candidate: nn.Module) -> tuple[float, Tensor]:
        fake = _batched(candidate.generate, torch.randn(len(images), candidate.config.latents, device=images.device))
        return metrics.frechet_distance(real, _batched(judge.features, fake)), _batched(judge, fake)

    distance, logits = judged(model)
    scores: Scores = {
        "frechet_distance": distance,
        "confidence": metrics.mean_confidence(logits),
        "class_histogram": metrics.class_histogram(logits),
        "samples": len(images),
    }
    if model.card.name != NOTES and NOTES in checkpoints.names():
        scores["frechet_distance_notes"] = judged(checkpoints.load(NOTES, images.device))[0]
        scores["ratio_to_notes"] = distance / scores["frechet_distance_notes"]
    return scores, {}


EVALUATORS: dict[str, Callable] = {
    "judge": evaluate_judge,
    "vae": evaluate_vae,
    "cvae": evaluate_vae,
    "cgan": evaluate_cgan,
    "gan": evaluate_gan,
    "dcgan": evaluate_gan,
    "wgan-gp": evaluate_gan,
    "pix2pix": evaluate_pix2pix,
}


def _class_scores(make: Callable, model: nn.Module, images: Tensor) -> Scores:
    """The judge's accuracy over the same number of samples of each class, and their coverage of the test set."""
    judge = _judge(model)
    wanted = torch.arange(len(images), device=images.device) % 10
    latents = torch.randn(len(images), model.config.latents, device=images.device)
    fake = _batched(make, latents, condition_vector(wanted, 10))
    logits = _batched(judge, fake)
    by_class = [metrics.class_accuracy(logits[wanted == label], wanted[wanted == label]) for label in range(10)]
    return {
        "accuracy": metrics.class_accuracy(logits, wanted),
        "accuracy_by_class": by_class,
        "coverage": metrics.coverage(_batched(judge.features, images), _batched(judge.features, fake), k=5),
        "samples": len(images),
    }


def _judge(model: nn.Module) -> nn.Module:
    """The judge of the model's data, on the model's device."""
    return checkpoints.load(f"judge-{model.card.data}", next(model.parameters()).device)


def _batched(function: Callable, *inputs: Tensor) -> Tensor:
    """The function over rows, 500 at a time: ten thousand pictures at once would need gigabytes."""
    return torch.cat([function(*rows) for rows in DataLoader(TensorDataset(*inputs), 500)])


def _write(folder: Path, scores: Scores, tensors: dict[str, Tensor], others: dict[str, nn.Module]) -> None:
    card = checkpoints.add_evaluation(folder, _rounded(scores), tensors)
    if card.family == "pix2pix":
        write_contact_sheets(checkpoints.load(str(folder)), folder, others)
    cards.write_readme(folder, card)


def _rounded(scores: Scores) -> Scores:
    """Five digits: what is beyond them is noise."""

    def digits(value: float) -> float | int:
        return float(f"{value:.5g}") if isinstance(value, float) else value

    return {
        key: [digits(v) for v in value] if isinstance(value, list) else digits(value) for key, value in scores.items()
    }
