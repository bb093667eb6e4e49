"""How several shows of the Live training tab draw: pictures (N, C, H, W) in [0, 1] of z (N, L) and labels (N,)."""

from torch import Tensor, nn

from genmodels.blocks.condition import pure


def generated(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.generate(latents)


def generated_of_class(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.generate(latents, _classes(model, labels))


def decoded(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.decode(latents)


def decoded_of_class(model: nn.Module, latents: Tensor, labels: Tensor) -> Tensor:
    return model.decode(latents, _classes(model, labels))


def _classes(model: nn.Module, labels: Tensor) -> Tensor:
    """Pure classes, or combinations of attributes. The judge may know more of them than the model does."""
    count, kind = model.config.classes, getattr(model.config, "labels", "classes")
    return pure(labels % count if kind == "classes" else labels, count, kind)
