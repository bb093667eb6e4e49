"""One table of numbers a reader may turn.

A family's configuration is a frozen dataclass whose fields are made by `knob()`. The same table is read by the command
line (flags), by the UI (widgets), by a checkpoint's config.json and by the training state: no second list anywhere.
"""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Self

from genmodels.reasons import KnownError


def knob(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    multiple: int | None = None,
    choices: tuple | None = None,
    live: bool = False,
) -> Any:
    """A dataclass field with its meaning and its range.

    help: one line, shown by the command line and the UI.  low, high: inclusive.  multiple: of what a whole number must
    be a multiple, if it is not the least.  choices: the only values allowed.
    live: may be changed while the model trains, at a step boundary (see `Learner.set_knob`).
    """
    metadata = {"help": help, "low": low, "high": high, "multiple": multiple, "choices": choices, "live": live}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Config:
    """Base of every family's configuration: validated when made, a plain dict when saved."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, _checked(field, getattr(self, field.name)))

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The configuration with these values; raises UserError for a name that is no knob of this family."""
        known = [field.name for field in dataclasses.fields(cls)]
        for name in values:
            if name not in known:
                raise KnownError("no_knob", name=name, config=cls.__name__, known=", ".join(known))
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    def replace(self, **changes: Any) -> Self:
        """A copy with some knobs turned."""
        return self.from_dict(self.to_dict() | changes)


def knobs(config: Config | type[Config]) -> dict[str, dataclasses.Field]:
    """Name -> field of every knob; `field.metadata` holds help, low, high, multiple, choices, live."""
    return {field.name: field for field in dataclasses.fields(config)}


def allowed(field: dataclasses.Field) -> str:
    """The values that a knob takes, in words: "8 to 128, a multiple of 4"; empty where its type says all."""
    rules = field.metadata
    low, high = rules.get("low"), rules.get("high")
    told = [f"one of {', '.join(map(str, rules['choices']))}"] if rules.get("choices") else []
    if low is not None and high is not None:
        told += [f"{low:g} to {high:g}"]
    elif low is not None:
        told += [f"at least {low:g}"]
    elif high is not None:
        told += [f"at most {high:g}"]
    if rules.get("multiple"):
        told += [f"{'above that ' if low and low % rules['multiple'] else ''}a multiple of {rules['multiple']}"]
    return ", ".join(told)


def _checked(field: dataclasses.Field, value: Any) -> Any:
    """The value as its field's type; raises UserError, which names the knob and its range, where it does not fit."""
    name, kind, rules = field.name, field.type, field.metadata
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise KnownError(f"not_{kind.__name__}", name=name, value=value)
    if rules.get("choices") and value not in rules["choices"]:
        raise KnownError("no_choice", name=name, known=", ".join(map(str, rules["choices"])), value=value)
    if kind is float and not math.isfinite(value):
        raise KnownError("not_finite", name=name, value=value)
    low, high = rules.get("low"), rules.get("high")
    if (low is not None and value < low) or (high is not None and value > high):
        reason = "too_high" if low is None else "too_low" if high is None else "not_between"
        raise KnownError(reason, name=name, low=low, high=high, value=value)
    if rules.get("multiple") and value != low and value % rules["multiple"]:
        raise KnownError("not_multiple", name=name, multiple=rules["multiple"], value=value)
    return value
