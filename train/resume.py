"""A run to go on with: its state, and one sentence for whatever is wrong with it."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import torch

from genmodels import cards, catalog
from genmodels.config import knobs
from genmodels.learner import Learner
from genmodels.reasons import KnownError, UserError
from train.recipe import Recipe

STATE = Path("training") / "state.pt"
KEPT = ("seed", "batch_size", "redrawn")  # of a recipe, what a run keeps when it goes on, as it does its knobs


@dataclass(frozen=True)
class Resumed:
    """recipe: of the run as it began, with what was asked for now.  learner, rng: states.  step, seconds: so far."""

    recipe: Recipe
    learner: dict
    rng: dict
    step: int
    seconds: float

    def restore(self, learner: Learner, path: Path) -> None:
        try:
            learner.load_state_dict(self.learner)
        except (KeyError, RuntimeError, TypeError, ValueError, AttributeError) as error:
            raise UserError(f"{path} does not fit the family {self.recipe.family!r}; name its own recipe") from error


def told(recipe: Recipe) -> dict:
    """What a saved state says of its run, for `resumed`."""
    kept = {name: getattr(recipe, name) for name in ("name", "family", "data", *KEPT)}
    return kept | {"config": recipe.config.to_dict()}


def resumed(folder: Path, recipe: Recipe, turned: dict[str, object], asked: frozenset[str] = frozenset()) -> Resumed:
    """The run in a folder. turned: knobs, asked: fields of the recipe that were asked for anew.  Raises UserError."""
    path = folder / STATE
    if not path.exists():
        raise UserError(f"{folder} holds no {STATE.as_posix()} to resume from; name the folder that a run wrote")
    if (folder / cards.CARD).exists():
        card = cards.read_card(folder)
        _compare(folder, recipe, card.name, card.family)
    state = _read(path)
    run = state.get("run", {})
    _compare(folder, recipe, run.get("name", ""), run.get("family", recipe.family))
    family = catalog.family(recipe.family)
    try:
        now = family.config.from_dict(state["learner"]["config"])
        # what fades is whole where the run began
        began = now.replace(**{knob: getattr(recipe.config, knob) for knob in recipe.fading})
        began = family.config.from_dict(run.get("config", began.to_dict()))
    except UserError as error:
        raise UserError(f"{path} was saved with knobs that {recipe.family} does not have ({error})") from error
    fields = knobs(now)
    for name, value in turned.items():
        if not fields[name].metadata["live"] and getattr(now, name) != value:
            live = ", ".join(knob for knob, field in fields.items() if field.metadata["live"])
            raise KnownError("fixed", name=name, known=live)
    if state["step"] > recipe.steps:
        raise UserError(
            f"{folder} has learned for {state['step']} steps already, and --steps counts from the first; "
            f"ask for more than {state['step']}, or start again without --resume"
        )
    kept = {name: run[name] for name in KEPT if name in run and name not in asked}
    recipe = dataclasses.replace(recipe, config=began.replace(**turned), **kept)
    return Resumed(recipe, state["learner"], state["rng"], state["step"], state["seconds"])


def _compare(folder: Path, recipe: Recipe, name: str, family: str) -> None:
    if name and recipe.name and name != recipe.name:
        raise UserError(
            f"{folder} is a run of {name}, not of {recipe.name}; go on with it by python -m train {name} "
            f"--resume {folder}"
        )
    if family != recipe.family:
        raise UserError(f"{folder} is a run of the family {family!r}, not {recipe.family!r}; name its own recipe")


def _read(path: Path) -> dict:
    with path.open("rb") as file:
        if file.read(64).lstrip()[:1] == b"<":
            raise UserError(f"{path} is a web page and no saved state; fetch the file itself")
    try:
        state = torch.load(path, weights_only=True, map_location="cpu")
    except Exception as error:  # whatever torch stumbles over
        raise UserError(f"{path} is cut short or damaged; fetch it again, or start again without --resume") from error
    if not isinstance(state, dict) or not {"learner", "rng", "step", "seconds"} <= state.keys():
        raise UserError(f"{path} is no state of a run; name the folder that a run wrote")
    return state
