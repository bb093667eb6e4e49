"""What the Latent space tab asks while a point z is moved: what a model is like, its picture at z, the way between two.

Pictures travel as raw bytes, 784 for each and base64 around all: a browser paints them faster than it opens a PNG.
"""

import torch
from torch import Tensor, nn

from ui.language.words import sendable
from ui.parts.map import plane
from ui.parts.weights.picker import numeric
from ui.serving import checked, infer
from ui.serving.images import packed
from ui.tabs.latent.offer import SPACES
from ui.tabs.latent.space import CLASSES, Space, space

EXAMPLES = 12  # test pictures of each class that a visitor can jump to
STEPS = 11  # pictures on the way from A to B


def open_model(data: dict) -> dict:
    """All that the page needs of a model before it can be used: {"model": name} -> see `_description`."""
    return _description(checked.network(data.get("model"), SPACES))


def decode(data: dict) -> dict:
    """{"model", "latent", "weights" of the classes or null} -> {"pictures"}: the picture at z.

    For a conditional model ten more follow: the same z with each label.
    """
    network = space(checked.network(data.get("model"), SPACES))
    return {"pictures": pictures(network, checked.latent(network, data.get("latent")), data.get("weights"))}


def interpolate(data: dict) -> dict:
    """{"model", "a", "b": {"latent", "weights"}, "arc": bool} -> {"pictures"}: A to B in equal steps, both included.

    The line gives every picture A's and B's share in plain proportion, and it stays among the posteriors, where
    the decoder was trained. The arc keeps its distance from 0, as draws from a wide prior do.
    """
    network = space(checked.network(data.get("model"), SPACES))
    ends = [data.get(name) if isinstance(data.get(name), dict) else {} for name in ("a", "b")]
    start, end = (checked.latent(network, point.get("latent")) for point in ends)
    share = torch.linspace(0, 1, STEPS, device=start.device)[:, None]
    latents = slerp(start, end, share) if data.get("arc") else torch.lerp(start, end, share)
    conditions = (_condition(network, point.get("weights")) for point in ends)
    condition = [torch.lerp(*pair, share) for pair in zip(*conditions, strict=True)]
    return {"pictures": packed(network.decode(latents, *condition))}


def pictures(network: Space, latent: Tensor, weights: object) -> str:
    """The picture at one z, (1, L), packed; for a conditional model followed by those of all its classes."""
    condition = _condition(network, weights)
    if condition:
        condition = [torch.cat([condition[0], torch.eye(network.config.classes, device=latent.device)])]
        latent = latent.expand(len(condition[0]), -1)
    return packed(network.decode(latent, *condition))


def slerp(start: Tensor, end: Tensor, share: Tensor) -> Tensor:
    """Spherical interpolation (Shoemake, 1985): equal angles along the great arc; (1, L), (1, L), (N, 1) -> (N, L)."""
    angle = torch.acos(torch.cosine_similarity(start, end).clamp(-1, 1))[:, None]
    if not 1e-3 < angle < torch.pi - 1e-3:  # no arc, or no single one
        return torch.lerp(start, end, share)
    return (((1 - share) * angle).sin() * start + (share * angle).sin() * end) / angle.sin()


def _condition(network: Space, weights: object) -> tuple[Tensor, ...]:
    """What decode takes after z: (1, K), the weight of each class, or nothing where the model knows no classes."""
    count = getattr(network.config, "classes", 0)
    if not count:
        return ()
    if not isinstance(weights, list) or len(weights) != count:
        return checked.label(network, None)  # says what is missing
    weights = [checked.number("weight", weight, 0, 1) for weight in weights]
    return (torch.tensor([weights], device=checked.device(network)),)


@infer.once
def _description(network: nn.Module) -> dict:
    """What a model is like.

    {"data", "latents", "classes": 0 where it knows none, "kl": nats of each dimension on the test set or null,
    "plain": whether it has no prior, "examples": codes of test pictures, by class, or null, "usual": the test set's
    -ELBO, of a plain one its squared error, or null, "map": of two dimensions, else null}
    """
    config, shown = network.config, space(network)
    evaluation = _fitting(shown.evaluation, config.latents)
    elbo, error = (numeric(network.card.scores, score) for score in ("elbo", "test_mse"))
    return {
        "data": sendable(network.card.data),
        "latents": config.latents,
        "classes": getattr(config, "classes", 0),
        "kl": _rounded(evaluation["kl_per_dimension"], 4) if "kl_per_dimension" in evaluation else None,
        "examples": _examples(evaluation) if "test_means" in evaluation else None,
        "plain": shown.plain,
        "usual": error if shown.plain else None if elbo is None else -elbo,
        "map": plane.plane(shown, evaluation) if config.latents == 2 else None,
    }


def _fitting(evaluation: dict[str, Tensor], latents: int) -> dict[str, Tensor]:
    """Those parts that are what the page can use; a stranger's evaluation may hold anything."""
    count = len(evaluation.get("test_labels", ()))
    shapes = {
        "kl_per_dimension": (latents,),
        "class_means": (CLASSES, latents),
        "test_means": (count, latents),
        "test_labels": (count,),
    }
    fitting = {
        name: evaluation[name]
        for name, shape in shapes.items()
        if name in evaluation and evaluation[name].shape == shape and evaluation[name].float().isfinite().all()
    }
    labels = fitting.get("test_labels", torch.zeros(0))
    if "test_means" not in fitting or labels.unique().tolist() != list(range(CLASSES)):
        fitting = {name: fitting[name] for name in fitting if not name.startswith("test_")}
    return fitting


def _examples(evaluation: dict[str, Tensor]) -> list:
    means, labels = evaluation["test_means"], evaluation["test_labels"]
    return [_rounded(means[labels == label][:EXAMPLES], 3) for label in range(CLASSES)]


def _rounded(values: Tensor, digits: int) -> list:
    return values.cpu().double().round(decimals=digits).tolist()
