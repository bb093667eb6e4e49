"""Where the digits lie on the map: t-SNE of M1's codes, spread evenly enough to be seen as pictures.

    python -m ui.tabs.few_labels.lay_out

Writes places.js, thousandths of the map's side. It belongs to the checkpoint whose codes it shows.
"""

from pathlib import Path

import torch
from sklearn.manifold import TSNE
from torch import Tensor

from genmodels import checkpoints, data
from ui.tabs.few_labels.show import ON_MAP, SHOW

PERPLEXITY, PUSHES, APART = 20, 60, 0.033  # APART: of the side, how near two digits come after the pushes


def main() -> None:
    model = checkpoints.load(SHOW.origin, "cpu")
    images = data.load("mnist", "test").images[:ON_MAP].float().div(255)
    with torch.inference_mode():
        codes = model.rows(images)
    placed = torch.from_numpy(TSNE(perplexity=PERPLEXITY, init="pca", random_state=0).fit_transform(codes.numpy()))
    numbers = spread(placed.float()).mul(1000).round().int().flatten().tolist()
    text = "// x, y of each digit on the map in thousandths of its side: python -m ui.tabs.few_labels.lay_out\n"
    Path(__file__).with_name("places.js").write_text(f"{text}export const PLACES = {numbers};\n", "utf-8")


def spread(places: Tensor) -> Tensor:
    """(N, 2) into the unit square; those that lie on each other pushed apart a little."""
    low, high = places.amin(0), places.amax(0)
    places = (places - low) / (high - low)
    for _ in range(PUSHES):
        away = places[:, None] - places[None]
        distance = away.norm(dim=2).clamp_min(1e-6)
        push = (APART - distance).clamp_min(0) / distance
        places = (places + 0.3 * (away * push[..., None]).sum(1)).clamp(0, 1)
    return places


if __name__ == "__main__":
    main()
