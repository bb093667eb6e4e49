"""Trains and evaluates the published checkpoints; see __main__.py."""

try:
    import genmodels  # noqa: F401, it says in a sentence where this Python is too old
except ImportError as error:
    raise SystemExit(str(error)) from None
