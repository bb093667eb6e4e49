"""What a worker says, made plain before anything is kept of it: what a page's JSON can hold, and no surprise."""

import sys

from genmodels.reasons import UserError

HUGE = sys.float_info.max  # a browser reads a larger whole number as infinity


def plain(value: object) -> object:
    """The value in Python's own types: what is not finite becomes None, numbers and arrays of NumPy and PyTorch theirs.

    Pictures (bytes) and a mistake stay as they are, for whoever encodes the one and words the other.  Raises TypeError
    for what no message may hold.
    """
    if value is None or isinstance(value, str | bool | bytes | UserError):
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= HUGE else None  # false for NaN, too
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    raise TypeError(f"a message cannot hold {type(value).__name__}")
