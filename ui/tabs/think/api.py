"""The "Watch it think" tab without its page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

import torch

from ui.serving import checked
from ui.serving.images import png
from ui.tabs.think.offer import THINKERS


def completed(model: str, picture: str, start: int = 392, seed: int = 0, temperature: float = 1.0) -> dict:
    """Goes on with a drawing, given as a data URL, from a pixel on, in reading order; what lies before it stays.

    start: 0 to 784; the middle is 392.  temperature: 0 to 5.
    Returns {"picture": data URL, "nats": what the whole picture costs}.
    """
    network = checked.network(model, THINKERS)
    images = network.nearest(checked.drawing(network, picture))
    start = checked.whole("start", start, 0, images.numel())
    temperature = checked.number("temperature", temperature, 0, 5)
    chance = torch.Generator().manual_seed(checked.whole("seed", seed, 0, 2**31 - 1))
    chance = torch.rand(1, *images.shape[2:], generator=chance).to(images.device)
    written = network.sample(chance, images, start=start, temperature=temperature)
    return {"picture": png(written[0]), "nats": network.nats(written).sum().item()}
