"""What the Ring tab asks: the pictures that lie on the ring."""

from functools import cache

from genmodels import data
from genmodels.blocks.embedding import SHOWN
from genmodels.reasons import UserError
from ui.serving import checked, functions
from ui.serving.images import png, sheet

COLUMNS = 12  # of the sheet of pictures
SETS = ("fashion", "mnist", "digits")  # that a run may learn here


@functions.errand
def pictures(asked: dict) -> dict:
    """{"data": name} -> {"sheet": a data URL of the pictures on the ring, COLUMNS to a row, or null where they are not
    here, "columns"}."""
    name = checked.word("data", asked.get("data"), SETS)
    return {"sheet": _sheet(name) if data.SOURCES[name].is_here() else None, "columns": COLUMNS}


@cache
def _sheet(name: str) -> str | None:
    try:
        images = data.load(name, "test").images[:SHOWN]
    except UserError:  # damaged: told when somebody starts a run
        return None
    return png(sheet(images.float().div(255), COLUMNS))
