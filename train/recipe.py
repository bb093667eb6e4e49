"""What a recipe is: all that is needed to train one published checkpoint again."""

import dataclasses
import importlib
import pkgutil
from dataclasses import dataclass

from genmodels.config import Config
from genmodels.data.hand import EXACT
from genmodels.reasons import UserError


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A family, its knobs, its data and how long to train.

    redrawn: the drawings of paired data are made anew for every batch, as a hand on the sketch pad would make them.
    exact: the share of them that stay as they are in the data set all the same.
    fading: live knobs (learning rates) that fall in a straight line to nothing over the second half of the steps.
    """

    family: str
    data: str
    config: Config
    steps: int
    batch_size: int = 128
    seed: int = 0
    redrawn: bool = False
    exact: float = EXACT
    fading: tuple[str, ...] = ()
    name: str = dataclasses.field(default="")


def recipes() -> dict[str, Recipe]:
    """Name -> recipe, one for each file of train/recipes; train/recipes/vae_mnist.py is `vae-mnist`."""
    from train import recipes as folder

    found = {}
    for module in sorted(entry.name for entry in pkgutil.iter_modules(folder.__path__)):
        name = module.replace("_", "-")
        found[name] = dataclasses.replace(importlib.import_module(f"train.recipes.{module}").RECIPE, name=name)
    return found


def recipe(name: str) -> Recipe:
    found = recipes()
    if name not in found:
        raise UserError(f"there is no recipe {name!r}; there are {', '.join(found)}")
    return found[name]
