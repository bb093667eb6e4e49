"""The families that the Live training tab trains: a folder each, with its `show.py` and its words.

A folder here is all that a family needs to be trained live; the page lists them in the order of the catalog, and after
them, in that order again, what a family learns beside pictures. A folder with several shows calls them SHOWS.
"""

import importlib
import pkgutil

from genmodels import catalog
from ui.live.show import Show


def found() -> list[Show]:
    """The shows of all folders here, in the order in which a course tells their families."""
    names = [entry.name for entry in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}.show") for name in names]
    shows = [show for module in modules for show in getattr(module, "SHOWS", None) or (module.SHOW,)]
    families = list(catalog.FAMILIES)
    return sorted(shows, key=lambda show: (show.name != "", families.index(show.family)))
