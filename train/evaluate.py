"""python -m train evaluate NAME: the scores that a checkpoint's card carries, measured on the data set's test half."""

import json
from pathlib import Path

import torch
from torch import Tensor

from genmodels import catalog, checkpoints, data
from genmodels.model import Model
from genmodels.reasons import UserError
from genmodels.runtime import best_device, channels_last, flush_denormals, seed_everything
from train import card as cards
from train.measure import Options, Scores, measures
from train.sheet import write_sheet

IMPORTANCE_SAMPLES = 200


def report(name: str, *, device: str | None, as_json: bool, save: bool, beside: dict[str, str] | None = None) -> Scores:
    """Measures, prints, and with `save` writes the scores into the checkpoint's folder.

    beside: suffix -> checkpoint, other networks of the family that are measured in the same run.
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
    beside: dict[str, Model] | None = None,
) -> tuple[Scores, dict[str, Tensor]]:
    """Scores and the tensors that the tabs need. limit: only so many test images and samples, for a quick check."""
    flush_denormals()
    seed_everything(0)
    model = channels_last(checkpoints.load(name, device))
    family = catalog.family(model.card.family)
    if not family.evaluate:
        raise UserError(f"there are no scores for the family {family.name!r} yet")
    chosen = measures(family.evaluate)
    if beside and not any(measure.beside for measure in chosen):
        raise UserError(f"models of the family {family.name!r} are not measured beside others")
    others = {suffix: channels_last(other) for suffix, other in (beside or {}).items()}
    held_out = data.load(model.card.data, "test")
    test = data.held_out(held_out, limit or len(held_out), best_device(device))
    scores: Scores = {}
    tensors: dict[str, Tensor] = {}
    for measure in chosen:
        found, kept = measure.scores(model, test, Options(importance_samples, others))
        scores, tensors = scores | found, tensors | kept
    return scores, tensors


def _write(folder: Path, scores: Scores, tensors: dict[str, Tensor], others: dict[str, Model]) -> None:
    card = checkpoints.add_evaluation(folder, _rounded(scores), tensors)
    for measure in measures(catalog.family(card.family).evaluate):
        if measure.sheets:
            for name, pictures in measure.sheets(checkpoints.load(str(folder)), others).items():
                write_sheet(folder / name, pictures.images, pictures.columns)
    cards.write_readme(folder, card)


def _rounded(scores: Scores) -> Scores:
    """Five digits: what is beyond them is noise."""

    def digits(value: float) -> float | int:
        return float(f"{value:.5g}") if isinstance(value, float) else value

    return {
        key: [digits(v) for v in value] if isinstance(value, list) else digits(value) for key, value in scores.items()
    }
