"""Pictures of chosen classes without the page: an endpoint for gradio_client and for curl, which the panel calls, too.

from gradio_client import Client
Client("http://127.0.0.1:7860").predict("cgan-mnist", [3, 7], 8, api_name="/sample_classes")
"""

import torch
from torch import Tensor

from ui.language.words import Complaint
from ui.serving import checked, infer
from ui.serving.images import png, sheet
from ui.serving.latents import truncated_normal
from ui.tabs.classes.offer import CLASSES

MOST_PICTURES = 200


def sample_classes(
    model: str,
    classes: list[int],
    count: int = 8,
    seed: int = 0,
    truncation: float = 3.0,
    mix: float | None = None,
) -> dict:
    """Pictures of the classes asked for, `count` of each, and what the judge sees in them.

    truncation: z is drawn from a normal distribution cut off at so many standard deviations; 0 leaves only z = 0.
    mix: with exactly two classes, `count` pictures of (1 - mix) of the first and mix of the second.
    Picture number i of every class has the same z, and keeps it while the other settings change.
    Returns {"sheet": data URL with a row for each class, "rows", "columns", "said": the judge's class of each picture,
    "confidence": likewise, "accuracy": share of agreement}; without a judge on this machine the last three are None.
    """
    network = checked.network(model, CLASSES)
    conditions = _mixed(checked.classes(network, classes), mix)  # (rows, K)
    rows = len(conditions)
    count = checked.whole("count", count, 1, MOST_PICTURES // rows)
    seed = checked.whole("seed", seed, 0, 2**32 - 1)
    truncation = checked.number("truncation", truncation, 0, checked.FARTHEST)
    latents = truncated_normal(count, network.config.latents, seed, truncation).to(conditions.device)
    conditions = conditions.repeat_interleave(count, 0)
    images = network.generate(latents.repeat(rows, 1), conditions)
    answer = {"sheet": png(sheet(images, count)), "rows": rows, "columns": count}
    return answer | _verdict(network.card.data, images, conditions.argmax(1))


def _mixed(conditions: Tensor, mix: object) -> Tensor:
    """The rows as they are, or for a mix the one row between the first and the second."""
    if mix is None:
        return conditions
    if len(conditions) != 2:
        raise Complaint("error.mix_two", count=len(conditions))
    return torch.lerp(conditions[:1], conditions[1:], checked.number("mix", mix, 0, 1))


def _verdict(data: str, images: Tensor, asked: Tensor) -> dict:
    """What the judge of this data set says to each picture."""
    judge = f"judge-{data}"
    if not infer.available(judge):
        return {"said": None, "confidence": None, "accuracy": None}
    confidence, said = infer.model(judge)(images).softmax(1).max(1)
    return {
        "said": said.tolist(),
        "confidence": [round(value, 3) for value in confidence.tolist()],
        "accuracy": (said == asked).float().mean().item(),
    }
