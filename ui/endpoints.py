"""The playground without its page: every public function as a named, typed endpoint, for gradio_client and for curl.

    from gradio_client import Client
    Client("http://127.0.0.1:7860").predict("cgan-mnist", [3, 7], 8, api_name="/sample_classes")

Answers are plain dictionaries: pictures as PNG data URLs, and numbers. The panels call the same functions.
"""

import gradio as gr
import torch
from torch import Tensor

from ui.language.words import Complaint
from ui.serving import checked, infer, pictures
from ui.serving.offers import Offer
from ui.tabs.sketch import drawings

LATENT = Offer(("vae-mnist", "vae-mnist-2d", "vae-fashion", "cvae-mnist"), families=("vae", "cvae"))
CLASSES = Offer(("cgan-mnist", "cgan-fashion"), families=("cgan",))
SKETCH = Offer(("pix2pix-emoji", "pix2pix-shoes", "pix2pix-facades"), families=("pix2pix",), shape=None)
MOST_PICTURES = 200
MOST_STEPS = 64


def register() -> None:
    """Puts every function below into the page that is being built."""
    for function in (decode, encode, reconstruct, interpolate, sample_classes, sketch):
        # queue=False saves two round trips; order and limit are kept by the workers in `serving`
        gr.api(infer.endpoint(function), api_name=function.__name__, queue=False)


def decode(model: str, latent: list[float], label: int | None = None) -> dict:
    """The picture at a point of the latent space.

    label: the class to draw, for a conditional model (cvae-mnist); the others take none.
    Returns {"picture": data URL}.
    """
    network = checked.network(model, LATENT)
    image = network.decode(checked.latent(network, latent), *checked.label(network, label))
    return {"picture": infer.png(image[0])}


def encode(model: str, picture: str, label: int | None = None) -> dict:
    """Where a drawing, given as the data URL of a picture file, lies in the latent space.

    Returns {"mean": [...], "standard_deviation": [...], "seen": the 28x28 picture that the model was given}.
    """
    network = checked.network(model, LATENT)
    image = checked.digit(picture).to(checked.device(network))
    posterior = network.encode(image, *checked.label(network, label))
    return {
        "mean": posterior.mean[0].tolist(),
        "standard_deviation": posterior.log_variance[0].mul(0.5).exp().tolist(),
        "seen": infer.png(image[0]),
    }


def reconstruct(model: str, picture: str, label: int | None = None) -> dict:
    """A drawing encoded and decoded again, with the two terms of the ELBO in nats.

    Returns {"picture", "seen": data URLs, "reconstruction", "kl", "elbo": nats; elbo = reconstruction - kl}.
    """
    network = checked.network(model, LATENT)
    image, condition = checked.digit(picture).to(checked.device(network)), checked.label(network, label)
    bound = network.elbo(image, *condition)
    reconstruction, kl = bound.reconstruction[0].item(), bound.kl[0].sum().item()
    return {
        "picture": infer.png(network.decode(network.encode(image, *condition).mean, *condition)[0]),
        "seen": infer.png(image[0]),
        "reconstruction": reconstruction,
        "kl": kl,
        "elbo": reconstruction - kl,
    }


def interpolate(model: str, start: list[float], end: list[float], steps: int = 8, label: int | None = None) -> dict:
    """The straight way between two points of the latent space, both included.

    Returns {"pictures": [data URL, ...]}.
    """
    network = checked.network(model, LATENT)
    ends = [checked.latent(network, point) for point in (start, end)]
    share = torch.linspace(0, 1, checked.whole("steps", steps, 2, MOST_STEPS), device=ends[0].device)[:, None]
    condition = [row.expand(len(share), -1) for row in checked.label(network, label)]
    return {"pictures": [infer.png(image) for image in network.decode(torch.lerp(*ends, share), *condition)]}


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
    answer = {"sheet": infer.png(infer.sheet(images, count)), "rows": rows, "columns": count}
    return answer | _verdict(network.card.data, images, conditions.argmax(1))


def sketch(model: str, picture: str, dropout: bool = False, keep: list[bool] | None = None) -> dict:
    """What pix2pix paints for a drawing, given as the data URL of a picture file.

    Drawings are dark lines on light paper; for pix2pix-facades, a map in the twelve colours of its labels.
    dropout: noise in the decoder.  keep: a switch for each skip connection, the finest first, and for the ink, if any.
    Returns {"picture": the picture, "seen": the 256x256 drawing that the model was given, both data URLs, "critic": the
    critic's probability "real" for each of 30 x 30 patches}.
    """
    network = checked.network(model, SKETCH)
    kind = drawings.kind(network.card)
    seen = drawings.from_picture(pictures.from_data_url(picture), kind).to(checked.device(network))
    switches = checked.switches("keep", keep, network.generator.shortcuts)
    made = network.translate(seen, checked.flag("dropout", dropout), switches)
    return {
        "picture": infer.jpeg(made[0]),
        "seen": infer.png(seen[0]),
        "critic": network.realism(seen, made)[0].cpu().double().round(decimals=3).tolist(),
    }


def truncated_normal(count: int, latents: int, seed: int, truncation: float) -> Tensor:
    """(count, latents) draws of N(0, 1) given |z| <= truncation, by the inverse of its distribution function.

    The same seed gives the same uniform draws, so that turning the truncation moves every z smoothly towards 0.
    """
    uniform = torch.rand(count, latents, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    tail = torch.special.ndtr(torch.tensor(-truncation, dtype=torch.float64))
    return torch.special.ndtri(tail + (1 - 2 * tail) * uniform).clamp(-truncation, truncation).float()


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
