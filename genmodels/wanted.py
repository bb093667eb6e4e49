"""What a model's public methods want, checked before torch stumbles over it or, worse, computes with it in silence.

The range is looked up in eval mode alone: on a GPU such a look waits for it, and training must not. A training step
whose batch is as it should be loses a few microseconds, and so does a question to a model that is `settled`: its
weights are not looked at again.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from genmodels.reasons import UserError

SPARE = 1e-3  # by which rounding may leave [0, 1]


def pictures(model: nn.Module, name: str, given: object, shape: tuple[int, int, int]) -> None:
    """Raises UserError unless these are pictures (N, *shape) in [0, 1]."""

    def wanted() -> str:
        return f"{name} must be {_word(_weight(model).dtype)} pictures (N, {', '.join(map(str, shape))}) in [0, 1]"

    if not (_quickly(model, given) and given.shape[1:] == shape):
        _check_kind(name, given, _weight(model), wanted)
        if given.ndim != 4 or given.shape[1:] != shape:
            raise UserError(f"{wanted()}, not {tuple(given.shape)}{_reshape(name, tuple(given.shape), shape)}")
    if model.training or not given.numel():
        return
    low, high = (bound.item() for bound in given.detach().aminmax())
    if not (low >= -SPARE and high <= 1 + SPARE):  # true for NaN, too
        raise UserError(f"{wanted()}; these are {_rescale(name, low, high)}")


def rows(model: nn.Module, name: str, given: object, length: int, count: int | None = None) -> None:
    """Raises UserError unless these are rows (N, length) of numbers.  count: N, where something else has said it."""
    if _quickly(model, given) and given.ndim == 2 and given.shape == (len(given) if count is None else count, length):
        return
    weight = _weight(model)

    def wanted() -> str:
        return f"{name} must be {_word(weight.dtype)} rows ({'N' if count is None else count}, {length})"

    if name == "condition" and isinstance(given, Tensor) and given.ndim == 1 and not given.is_floating_point():
        raise UserError(f"{wanted()}, not classes; torch.nn.functional.one_hot({name}, {length}).float() makes them so")
    _check_kind(name, given, weight, wanted)
    shape = tuple(given.shape)
    if given.ndim != 2 or shape[1] != length or count not in (None, shape[0]):
        raise UserError(f"{wanted()}, not {shape}" + (f"; {name}[None] is one row" if shape == (length,) else ""))


def _weight(module: nn.Module) -> Tensor | None:
    """The first of its parameters, for a sixth of what next(module.parameters()) takes; every question looks at it."""
    for weight in module._parameters.values():
        if weight is not None:
            return weight
    return next((found for part in module._modules.values() if (found := _weight(part)) is not None), None)


def _quickly(model: nn.Module, given: object) -> bool:
    """Whether the shape is all that is left to be looked at."""
    if type(given) is not Tensor or given.dtype is not torch.float32:
        return False
    return model.training or (model.settled and given.is_cpu)


def _check_kind(name: str, given: object, like: Tensor, wanted: Callable[[], str]) -> None:
    if not isinstance(given, Tensor):
        what = f"{type(given).__module__}.{type(given).__name__}".removeprefix("builtins.")
        raise UserError(f"{wanted()}, not a {what}; torch.as_tensor makes a tensor of it")
    if given.dtype != like.dtype:
        way = f"{name}.float() / 255" if given.dtype == torch.uint8 else f"{name}.to({like.dtype})"
        raise UserError(f"{wanted()}, not {_word(given.dtype)}; {way} makes them so")
    if given.device != like.device:
        raise UserError(
            f"{name} are on {given.device}, the model is on {like.device}; {name}.to({str(like.device)!r}) brings them"
        )


def _reshape(name: str, given: tuple[int, ...], shape: tuple[int, int, int]) -> str:
    channels, height, width = shape
    if len(given) == 3 and given[1:] == (height, width) and channels == 1:
        return f"; {name}[:, None] adds the channel"
    if given in (shape, (height, width)):
        return f"; {name}.reshape(1, {channels}, {height}, {width}) is a batch of one" * (
            given == shape or channels == 1
        )
    if len(given) == 4 and given[1:] == (height, width, channels):
        return f"; {name}.permute(0, 3, 1, 2) puts the channels first"
    if len(given) == 4 and given[1] == channels:
        return f'; torch.nn.functional.interpolate({name}, ({height}, {width}), mode="area") resizes them'
    return ""


def _rescale(name: str, low: float, high: float) -> str:
    if not (abs(low) < float("inf") and abs(high) < float("inf")):
        return "not all finite numbers"
    found = f"in [{low:.3g}, {high:.3g}]; "
    if low >= -SPARE and high > 2:
        return f"{found}{name} / 255 makes them so"
    if -1 - SPARE <= low < -0.5 and high <= 1 + SPARE:
        return f"{found}({name} + 1) / 2 makes them so"
    return f"{found}{name}.clamp(0, 1) makes them so, or another scale"


def _word(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")
