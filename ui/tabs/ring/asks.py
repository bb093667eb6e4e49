"""What the Ring tab asks: the pictures that lie on the ring."""

from torch import Tensor

from genmodels import checkpoints
from genmodels.blocks.embedding import SHOWN
from ui.serving import checked, functions, held, infer
from ui.tabs.ring.offer import EMBEDDINGS

COLUMNS = 12  # of the sheet of pictures
SETS = ("fashion", "mnist", "digits")  # that a run may learn here


@functions.errand
def pictures(asked: dict) -> dict:
    """{"data": name} -> {"sheet": a data URL of the pictures on the ring, COLUMNS to a row, or null where they are not
    here, "columns"}."""
    return held.on_sheet(on_ring(checked.word("data", asked.get("data"), SETS)), COLUMNS)


def on_ring(name: str) -> Tensor | None:
    """(SHOWN, 1, 28, 28) in [0, 1]; where the set is not here, those that a finished embedding of it has kept."""
    found = held.pictures(name, SHOWN)
    for embedding in infer.available(*EMBEDDINGS):
        kept = checkpoints.evaluation(embedding).get("reference_images")
        if found is None and embedding.endswith(f"-{name}") and kept is not None:
            found = kept[:SHOWN].float().div(255)
    return found
