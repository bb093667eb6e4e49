"""The Sparse codes tab without its page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

import torch
from PIL import Image
from torch import Tensor, nn

from genmodels.blocks.sparse import energy, solve
from genmodels.cards import is_number
from genmodels.data.patches import LIMIT, to_pictures, to_signals
from ui.language.words import Complaint
from ui.serving import checked, pictures
from ui.serving.images import png
from ui.tabs.sparse.offer import CODERS


def sparse_code(model: str, patch: str | list[float], sparsity: float = 0.5, steps: int = 100) -> dict:
    """The code of a whitened patch after so many steps of FISTA, and its energy |y - W z|^2 / 2 + sparsity |z|_1.

    patch: its numbers in reading order, or a picture of it as a data URL, where mid-grey is 0. It is brought to mean 0
    and standard deviation 1.  sparsity: 0 to 100.  steps: 0 to 1000.
    Returns {"code": numbers, "energy": number, "active": how many of them are not 0, "rebuilt": data URL}.
    """
    network = checked.network(model, CODERS)
    signal = to_signals(_picture(network, patch)).flatten(1)
    sparsity = checked.number("sparsity", sparsity, 0, 100)
    dictionary = network.dictionary.weight
    code = solve(signal, dictionary, sparsity, checked.whole("steps", steps, 0, 1000))
    return {
        "code": code[0].tolist(),
        "energy": energy(signal, code, dictionary, sparsity).item(),
        "active": int((code != 0).sum()),
        "rebuilt": png(to_pictures(network.dictionary(code).unflatten(1, network.picture))[0]),
    }


def _picture(network: nn.Module, patch: object) -> Tensor:
    """(1, 1, S, S): as `to_signals` reads it, which is beyond [0, 1] where a number is beyond LIMIT."""
    size, place = network.config.size, checked.device(network)
    if isinstance(patch, str):
        image = pictures.from_data_url(patch).convert("L").resize((size, size), Image.Resampling.BOX)
        return torch.tensor(list(image.getdata()), device=place).view(1, 1, size, size) / 255
    if not isinstance(patch, list | tuple) or len(patch) != size**2 or not all(map(is_number, patch)):
        raise Complaint("sparse.bad_patch", count=size**2)
    if max(map(abs, patch)) > 1e6:
        raise Complaint("sparse.bad_patch", count=size**2)
    return 0.5 + torch.tensor(patch, dtype=torch.float32, device=place).view(1, 1, size, size) / (2 * LIMIT)
