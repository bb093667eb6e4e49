"""What a live run shows of its generator: sheets of samples as JPEG bytes."""

import io

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from genmodels.learner import Learner
from genmodels.training import to_uint8


def jpeg(images: np.ndarray, columns: int) -> bytes:
    """(N, H, W, C) uint8 as one sheet of `columns`, the pictures edge to edge; an unfinished last row is left out."""
    count, height, width, channels = images.shape
    rows = count // columns
    sheet = images[: rows * columns].reshape(rows, columns, height, width, channels).transpose(0, 2, 1, 3, 4)
    sheet = sheet.reshape(rows * height, columns * width, channels)
    encoded = io.BytesIO()
    Image.fromarray(sheet[:, :, 0] if channels == 1 else sheet).save(encoded, "JPEG", quality=92)
    return encoded.getvalue()


def samples(learner: Learner) -> tuple[bytes, list[float]]:
    """The sheet of 64 samples from fixed noise, and D(x) of each of them (the critic's score, where there is one)."""
    images = learner.preview()
    return jpeg(to_uint8(images), 8), _opinions(learner, images)


@torch.no_grad()
def _opinions(learner: Learner, images: Tensor) -> list[float]:
    """On copies of its buffers: looking must not change what batch norm remembers."""
    name = next(name for name in learner.networks if name != "generator")
    network = learner.networks[name]
    buffers = {key: value.clone() for key, value in network.named_buffers()}
    logits = torch.func.functional_call(network, buffers, (images.clone() * 2 - 1,))
    return (logits.sigmoid() if name == "discriminator" else logits).tolist()
