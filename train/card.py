"""The model card: what a folder written by training tells people and the Hub."""

from pathlib import Path

import yaml

from genmodels import catalog, checkpoints
from genmodels.cards import is_number
from genmodels.checkpoints import Card
from genmodels.data import SOURCES
from genmodels.learner import Learner
from train.recipe import Recipe
from train.sheet import write_shown

PEOPLE = " Nor is any picture of a person: what is shown here, if anything, was made by the model."


def publish(
    folder: Path, learner: Learner, recipe: Recipe, *, command: str, steps: int, seconds: float, hardware: str
) -> Card:
    """Writes the Hub's layout into the folder: weights, card, sample sheet, README."""
    source = SOURCES[recipe.data]
    made = Card(
        name=recipe.name,
        family=recipe.family,
        config=learner.config.replace(**{knob: getattr(recipe.config, knob) for knob in recipe.fading}).to_dict(),
        data=recipe.data,
        licence=source.licence,
        credit=source.credit,
        command=command,
        seed=recipe.seed,
        steps=steps,
        seconds=round(seconds, 1),
        hardware=hardware,
    )
    made = checkpoints.save(folder, learner.model, made)
    write_shown(folder / "samples.png", learner.preview(), real=not source.people)
    write_readme(folder, made)
    return made


def write_readme(folder: Path, card: Card) -> None:
    """README.md with the Hub's front matter; the scores stand there once more as a model-index."""
    family = catalog.family(card.family)
    front = {
        "library_name": "genmodels",
        "license": "mit",
        "tags": ["genmodels", card.family],
        "model-index": [{"name": card.name, "results": _results(card)}],
    }
    knobs = "\n".join(f"| `{name}` | {value} |" for name, value in card.config.items())
    others = [name.removeprefix("ssim_by_hand_") for name in card.scores if name.startswith("ssim_by_hand_")]
    scores = _beside(card.scores, others) if others else _listed(card.scores)
    others = [name for name in others if name != "mean_colour"]
    measured = " ".join([f"python -m train evaluate {card.name}", *(f"--beside {name}=CHECKPOINT" for name in others)])
    steps = f"{card.steps:,} step{'s' * (card.steps != 1)}"
    text = f"""---
{yaml.safe_dump(front, sort_keys=False).strip()}
---

# {card.name}

{family.title} ({family.paper}). {family.summary}

{_samples(folder)}```python
import genmodels
model = genmodels.load("{card.name}")
```

## Scores

{scores or "Not evaluated yet."}

Measured by `{measured}`.
{_drawings(folder, others)}
## Training

Command `{card.command}`, {steps}, seed {card.seed}, {card.seconds / 60:.1f} minutes on {card.hardware}.

Data: {SOURCES[card.data].title} by {card.credit}; licence of the data: {card.licence}. They are not part of this
repository.{PEOPLE if SOURCES[card.data].people else ""}

| knob | value |
|---|---|
{knobs}
"""
    checkpoints.write_whole(folder / "README.md", text.encode())


def _samples(folder: Path) -> str:
    return "![samples](samples.png)\n\n" if (folder / "samples.png").exists() else ""


def _listed(scores: dict) -> str:
    rows = [f"| {name.replace('_', ' ')} | {number(value)} |" for name, value in scores.items()]
    return "\n".join(["| score | value |", "|---|---|", *rows]) if rows else ""


def _beside(scores: dict, others: list[str]) -> str:
    """The same scores of this model and others as one table, on the data's own drawings and on those as by a hand."""
    columns = ("l1", "psnr", "ssim", "real_share")
    rows = []
    for kind, drawn in (("", "the data's"), ("_by_hand", "as by a hand")):
        found = {"this model": [scores.get(f"{column}{kind}") for column in columns]}
        for other in others:
            found[other.replace("_", " ")] = [scores.get(f"{column}{kind}_{other}") for column in columns]
        found["the pictures themselves"] = [None, None, None, scores.get(f"real_share_of_pictures{kind}")]
        for who, values in found.items():
            told = " | ".join("" if value is None else number(value) for value in values)
            rows.append(f"| {drawn} | {who} | {told} |")
    hinted = [("l1_with_hints", "in the areas that are most wrong"), ("l1_with_hints_at_random", "in areas at random")]
    dabs = [f"L1 {number(scores[name])} {where}" for name, where in hinted if name in scores]
    hints = f" As by a hand, with three dabs of colour: {', '.join(dabs)}." if dabs else ""
    head = "| drawings | painted by | " + " | ".join(column.replace("_", " ") for column in columns) + " |"
    return "\n".join(
        [head, "|---|---|" + "---|" * len(columns), *rows, "", f"{scores['pairs']} held-out pairs.{hints}"]
    )


def _drawings(folder: Path, others: list[str]) -> str:
    """The sheet of drawings made on the pad, where there is one: what this model makes of them, then the others."""
    if not (folder / "drawings.png").exists():
        return ""
    rows = "".join(f"; then what `{name}` makes of them" for name in others)
    return f"\n![drawings](drawings.png)\n\nDrawn on the sketch pad; below, what the model makes of them{rows}.\n"


def _results(card: Card) -> list[dict]:
    """The Hub's model-index: one task, one data set, every score that is a single number."""
    task = catalog.family(card.family).task
    metrics = [{"type": name, "value": value} for name, value in card.scores.items() if is_number(value)]
    dataset = {"name": SOURCES[card.data].title, "type": card.data}
    return [{"task": {"type": task}, "dataset": dataset, "metrics": metrics}] if metrics else []


def number(value: object) -> str:
    """A score as people read it."""
    if isinstance(value, list):
        return ", ".join(number(entry) for entry in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
