"""What the Sparse codes tab asks, once: the photograph, the dictionary and LISTA's encoders. The page does the rest."""

from torch import Tensor, nn

from genmodels.blocks.sparse import columns, steepness
from ui.language.words import Complaint
from ui.serving import checked, infer, pictures
from ui.serving.images import jpeg, packed, to_base64
from ui.tabs.sparse import photo
from ui.tabs.sparse.offer import CODERS

MOST = 200_000  # weights that are sent to a page


def coder(data: dict) -> dict:
    """{"model"} -> {"photograph", "white", "width", "border"} of photo.py, and what `told` says of the model."""
    return _coder(checked.network(data.get("model"), CODERS))


@infer.once
def _coder(model: nn.Module) -> dict:
    config, weights = model.config, sum(value.numel() for value in model.state_dict().values())
    if config.channels != 1 or weights > MOST:
        raise Complaint("sparse.not_this")
    return shown(photo.seen(), photo.white(), photo.border()) | told(model)


def bring(data: dict) -> dict:
    """{"picture": data URL of any file} -> the same four of somebody's own photograph, which has no border."""
    return shown(*photo.own(pictures.from_data_url(data.get("picture"))), None)


def shown(grey: Tensor, white: Tensor, border: int | None) -> dict:
    """A photograph and the same whitened, (1, H, W) in [0, 1] each."""
    return {"photograph": jpeg(grey), "white": packed(white), "width": white.shape[-1], "border": border}


def told(model: nn.Module) -> dict:
    """All that the page needs to solve: W (D, K) as float32, row by row, L, and the encoders as 16-bit floats."""
    dictionary, config = model.dictionary.weight, model.config
    return {
        "dictionary": to_base64(dictionary),
        "steepness": steepness(dictionary).item(),
        "atoms": config.atoms,
        "columns": columns(config.atoms),
        "size": config.size,
        "sparsity": config.sparsity,
        "encoders": [
            {
                "uses": encoder.uses,
                "see": to_base64(encoder.see.half()),
                "explain": to_base64(encoder.explain.half()),
                "threshold": to_base64(encoder.log_threshold.exp().half()),
            }
            for encoder in model.encoders
        ],
    }
