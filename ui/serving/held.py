"""The first test pictures of a data set, as one sheet: what a page draws points with that lie for pictures."""

from functools import cache

from torch import Tensor

from genmodels import data
from genmodels.reasons import UserError
from ui.serving.images import png, sheet


def pictures(name: str, count: int) -> Tensor | None:
    """(count, C, H, W) in [0, 1]; None where the set is not here, or is damaged."""
    return _read(name, count) if data.SOURCES[name].is_here() else None


@cache
def _read(name: str, count: int) -> Tensor | None:
    try:
        return data.load(name, "test").images[:count].float().div(255)
    except UserError:  # damaged: told when somebody starts a run
        return None


def on_sheet(found: Tensor | None, columns: int) -> dict:
    """{"sheet": a data URL of the pictures, so many to a row, or null where there are none, "columns"}."""
    return {"sheet": None if found is None else png(sheet(found, columns)), "columns": columns}
