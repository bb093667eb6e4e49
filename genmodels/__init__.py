"""Generative models one can watch: `genmodels.load("vae-mnist")` gives a ready model.

Submodules are imported when first used, so that `import genmodels` costs nothing.
"""

import sys

__all__ = ["load"]

if sys.version_info < (3, 11):  # noqa: UP036, what follows would end in a traceback about something else
    raise ImportError("genmodels needs Python 3.11 or newer; this is {}.{}".format(*sys.version_info))


def load(name: str, device: str | None = None):
    """The model of that checkpoint, ready to use; see `genmodels.checkpoints.load`."""
    from genmodels import checkpoints

    return checkpoints.load(name, device)
