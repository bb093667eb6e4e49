"""The families that the Live training tab trains: a folder each, with its `show.py` and its words.

A folder here is all that a family needs to be trained live; the page lists them in the order of the catalog.
"""

import importlib
import pkgutil

from genmodels import catalog
from ui.live.show import Show


def found() -> list[Show]:
    """The shows of all folders here, in the order in which a course tells their families."""
    names = [entry.name for entry in pkgutil.iter_modules(__path__)]
    shows = {show.family: show for show in (importlib.import_module(f"{__name__}.{name}.show").SHOW for name in names)}
    return [shows[family] for family in catalog.FAMILIES if family in shows]
